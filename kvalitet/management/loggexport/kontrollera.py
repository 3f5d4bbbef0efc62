#!/usr/bin/env python3
"""Verifies an exported log with nothing but Python: python3 kontrollera.py [file with the keys]."""

import hashlib
import hmac
import json
import pathlib
import sys

mapp = pathlib.Path(__file__).resolve().parent
fil = pathlib.Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else b""
angivna = [del_.strip() for del_ in fil.split(b",") if del_.strip()]
nycklar = {hashlib.sha256(nyckel).hexdigest()[:16]: nyckel for nyckel in angivna}
forut = None
with (mapp / "handelser.jsonl").open("rb") as handelser:
    for rad in (mapp / "sigill.jsonl").read_text(encoding="utf-8").splitlines():
        s = json.loads(rad)
        text = s["huvud"].encode()
        rader = [handelser.readline().rstrip(b"\n") for _ in range(s["antal"])]
        text += b"".join(hashlib.sha256(r).digest() for r in rader)
        fel = s["huvud"].splitlines()[1:3] + s["huvud"].splitlines()[6:9] != [
            *(str(s["nummer"]), s["dag"], str(s["antal"]), s["nyckel"], s["foregaende"])
        ]
        if s["nyckel"] and not nycklar:
            sys.exit("Summorna är gjorda med en nyckel. Ange filen som den står i.")
        if s["nyckel"] and s["nyckel"] not in nycklar:
            sys.exit(f"Nyckeln {s['nyckel']}, för sigill {s['nummer']}, finns inte i filen.")
        nyckel = nycklar.get(s["nyckel"], b"")
        gjord = hmac.new(nyckel, text, "sha256") if nyckel else hashlib.sha256(text)
        if fel or gjord.hexdigest() != s["summa"] or forut not in (None, s["foregaende"]):
            sys.exit(f"FEL i sigill {s['nummer']} ({s['dag']}).")
        forut = s["summa"]
    if handelser.read(1):
        sys.exit("FEL: det finns händelser efter det sista sigillet.")
sys.stdout.write(f"Allt stämmer. Sista sigillets summa: {forut}\n")
