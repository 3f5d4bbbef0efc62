"""Words that are in any text and say nothing of what it is about, by their Swedish stems.

PostgreSQL's own stop words are gone from the stems already; these are the times, numbers, common
verbs and family words that remain. Two texts that share nothing else are not about the same thing.
"""

from __future__ import annotations

from typing import Final

_ORD: Final = """
dag idag igår veck veckan månad mån år året morgon kväll natt helg tid timm minut gång
måndag tisdag onsdag torsdag fredag lördag söndag januari februari mar april maj juni juli
augusti septemb oktob novemb decemb somm vint höst vår
få får fick fått kom komm kommit gå går gick gått finn fann ser såg sett säg sa sagt vill
gör gjord gjort ta tar tog tagit står stod ligg låg vet tror tyck behöv använd börj händ hänt
hör håll
ny nya nytt gammal gaml hel helt fin fint bra bättr dål kort lång läng stor lit små slut
mång fler annan andr först sist sen förr näst väld
två tre fyr fem sex sju ått nio tio
innan aldr alltid oft ibland fortfar igen redan också bar gärn
tack hej snäll hälsning mamm papp mor far dott son fru barn familj grann folk kommun
"""
VARDAGSORD: Final = frozenset(_ORD.split())
