"""A plan being confirmed: an official text fed in, findings settled one by one, kept as a draft.

`PlanDraft.content` is plain JSON, every figure in it a decimal string, every list always there:

    head       {"title", "short_title", "doc_no", "issuer", "issue_date": ISO or "", "year": int or 0}
    previous   slug of the plan it was copied from, or ""
    themes     [{"kind": "focus" | "group", "number", "title", "short_title"}]
    targets    [{"key": "t1", "rev", "state", "name", "short_name", "goal", "stretch": "" for none,
                 "measure", "comparator": at_least | about | at_most, "kind": flow | stock | ratio |
                 growth, "decimals", "goal_text", "months": [1..12], "theme": number of a focus or 0,
                 "tasks": [numbers], "lead": a printed name or "", "lead_basis", "baseline": "" for
                 none, "baseline_source", "definition", "note",
                 "quotes": [{"text", "start", "end", "where": headline | theme:N | task:N}],
                 "set": fields a person set by hand (kind, months, decimals, lead): not 推定 any more,
                 "why", "sure": "0.95"}]
    tasks      [{"key": "k1", "rev", "state", "number", "title", "text", "start", "end",
                 "group": number of a group or 0, "units": [printed names in order], "lead": one of
                 them or "", "note"}]
    units      [{"key": "u1", "rev", "state", "printed", "known": code of a unit there is or "",
                 "name", "short_name", "kind": a UnitKind, "note"}]   one for every printed name;
                 two new ones of one `name` are one unit
    milestones [{"key": "m1", "rev", "state", "task", "title", "due": ISO, "start", "end"}]
    notices    [{"key": "n1", "rev", "state", "text", "about": key of a target or "", "answer"}]
    next       number of the next key

`state` is open (a person must look), accepted or dropped (kept, can be taken back). `rev` counts an
item's changes: who acts on an item says which one they saw. Offsets count characters of `text`; a
plan without an official text (from the template, copied) composes one in which they hold.
"""
