"""How the database refuses a part of a follow-up that is locked (`Rundlas`)."""

from __future__ import annotations

import pgtrigger

DELENS_FALT = {"mal": "mal_id", "aktivitet": "aktivitet"}


def last_runda(slag: str, *, innehall: tuple[str, ...] = ()) -> pgtrigger.Trigger:
    """Refuse a row of a part in a locked round, but for what is opened or sent back on its day.

    The row has `varv_id` and `tid`, and the part in the column that `DELENS_FALT` names, or its
    kind in `vad`. Of an update only what changes `innehall`, or hands in a draft, is refused.
    """
    falt = DELENS_FALT.get(slag)
    del_ = f"d.slag = '{slag}' and d.{falt} = new.{falt}" if falt else "d.slag = new.vad"
    andrat = " or ".join(f"new.{namn} is distinct from old.{namn}" for namn in innehall)
    oforandrad = f"if tg_op = 'UPDATE' then if not ({andrat}) then return new; end if; end if;"
    dagen = "(new.tid at time zone 'Europe/Stockholm')::date"
    return pgtrigger.Trigger(
        name="last_runda",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            {oforandrad if innehall else ""}
            if exists (
                select from cykel_varv v
                join cykel_verksamhetsplan p on p.id = v.plan_id
                join cykel_rundlas l on l.tillfalle_id = v.tillfalle_id
                    and l.namnd_id = p.namnd_id and l.havd is null
                where v.id = new.varv_id and v.godkand is null and p.fas = 'folja_upp'
            ) and not exists (
                select from cykel_delopning d
                where d.varv_id = new.varv_id and {del_} and d.till_och_med >= {dagen}
            ) and not exists (
                select from cykel_aterskick d
                where d.varv_id = new.varv_id and {del_} and d.gjord is null
                    and d.senast >= {dagen}
            ) then
                raise exception 'uppföljningen är låst för nämnden'
                    using errcode = 'check_violation', constraint = 'last_runda';
            end if;
            return new;
        """,  # noqa: S608  (the names are the code's own)
    )
