"""What units fill in and what the office reviews."""

from __future__ import annotations

from django.urls import path

from tasks.views import countersign, evidence, excel, figures, home, notes, reminders, review

ENTRY, REVIEW = "<slug:plan>/entry/", "<slug:plan>/review/"

urlpatterns = [
    path(ENTRY, home.entry_home, name="entry_home"),
    path(ENTRY + "<month:month>/figures/", figures.entry_figures, name="entry_figures"),
    path(ENTRY + "<month:month>/figures/preview/", figures.entry_preview, name="entry_preview"),
    path(ENTRY + "<month:month>/notes/", notes.entry_notes, name="entry_notes"),
    path(
        ENTRY + "<month:month>/countersign/",
        countersign.entry_countersign,
        name="entry_countersign",
    ),
    path(ENTRY + "<month:month>/proof/<slug:code>/", evidence.entry_proof, name="entry_proof"),
    path(
        ENTRY + "<month:month>/notes/<int:number>/proof/",
        evidence.entry_note_proof,
        name="entry_note_proof",
    ),
    path("<slug:plan>/evidence/<int:pk>/", evidence.evidence, name="evidence"),
    path(REVIEW, review.review_current, name="review_queue"),
    path(REVIEW + "<month:month>/", review.review_queue, name="review_queue"),
    path(REVIEW + "<month:month>/fill/<slug:code>/", figures.fill_for_unit, name="fill_for_unit"),
    path(
        REVIEW + "<month:month>/fill/<slug:code>/notes/",
        notes.fill_notes_for_unit,
        name="fill_notes_for_unit",
    ),
    path(REVIEW + "<month:month>/act/", review.review_act, name="review_act"),
    path(REVIEW + "<month:month>/remind/", reminders.remind_now, name="remind_now"),
    path(REVIEW + "reminders/", reminders.reminder_list, name="reminder_list"),
    path(REVIEW + "reminders/<int:pk>/", reminders.reminder_retry, name="reminder_retry"),
    *(
        path(
            f"{base}<month:month>/import/{rest}", view, {"room": room}, name=f"{room}_import{page}"
        )
        for room, base in (("entry", ENTRY), ("review", REVIEW))
        for rest, view, page in (
            ("", excel.import_page, ""),
            ("template.xlsx", excel.import_template, "_template"),
            ("<int:pk>/", excel.import_preview, "_preview"),
            ("<int:pk>/marked.xlsx", excel.import_marked, "_marked"),
        )
    ),
]
