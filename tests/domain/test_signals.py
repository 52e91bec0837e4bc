"""What is asked for or announced is heard; what only sounds like it is not."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.mentions import edited, new_mention
from chalicelib.domain.signals import MOST_CHARS, Signal, signals_in

from .examples import a_finding, an_entry

SAFETY, LEGAL, LEAVING = Signal.SAFETY, Signal.LEGAL, Signal.LEAVING
HELP, QUESTION = Signal.HELP, Signal.QUESTION

HEARD: list[tuple[str, set[Signal]]] = [
    # questions
    ("My red widget shattered after I left it out in the rain. Why?", {QUESTION}),
    ("Is the Acme router compatible with my old modem?", {QUESTION}),
    ("Does anyone know if Acme ships to Norway", {QUESTION}),
    ("@Acme when will the app be back?? It has been down since noon.", {QUESTION}),
    ("Just wondering whether the Acme lamp can be dimmed.", {QUESTION}),
    ("Has anyone tried the new Acme lamp", {QUESTION}),
    ('She asked me "which Acme should I buy?" and I had no answer.', {QUESTION}),
    ("Quick question for the Acme people: is the lid safe in the oven", {QUESTION}),
    ("Could you tell me where my parcel is, Acme", {QUESTION}),
    # asked for effect
    ("Great, another outage. Seriously?", set()),
    ("Acme raised the price again. Really??", set()),
    ("Why would anyone buy this?", set()),
    ("Who even needs a lamp with an app?", set()),
    ("An app for a kettle. What could possibly go wrong?", set()),
    ("Acme, how hard can it be?", set()),
    ("Three weeks and no answer. Is this a joke?", set()),
    ("Are you kidding me? It broke again.", set()),
    ("Guess what? The Acme lamp still works.", set()),
    ("What's not to like? The Acme lamp is lovely.", set()),
    ("The Acme lamp is pretty, isn't it?", set()),
    ("Ten years and it still runs. Not bad, right?", set()),
    ("Where has this lamp been all my life?", set()),
    ("Since when do lamps need passwords?", set()),
    ("Read it at https://acme.example/search?q=lamp?page=2 today.", set()),
    # help
    ("Please help, my Acme account is locked.", {HELP}),
    ("How do I reset the Acme router?", {HELP, QUESTION}),
    ("Can someone from Acme please contact me about order 17?", {HELP, QUESTION}),
    ("Still waiting for a reply from Acme after nine days.", {HELP}),
    ("I need help with my Acme bill.", {HELP}),
    ("I'm stuck at step three of the setup.", {HELP}),
    ("Acme, please fix the app.", {HELP}),
    ("My Acme lamp flickers, any advice", {HELP}),
    ("Who do I talk to about a wrong bill", {HELP}),
    # sounds like help
    ("I can't help but love the Acme lamp.", set()),
    ("Thanks for your help, Acme, you are wonderful.", set()),
    ("The Acme help desk was friendly and quick.", set()),
    ("Please help yourself to cake at the Acme stand.", set()),
    ("Their support helped me in two minutes.", set()),
    ("I didn't need help at all, it just worked.", set()),
    ("How can I ever thank the Acme team enough.", set()),
    # leaving
    ("I'm cancelling my Acme subscription today.", {LEAVING}),
    ("We are switching to Globex next month.", {LEAVING}),
    ("Done with Acme. I'm done with Acme for good.", {LEAVING}),
    ("I will never buy from Acme again.", {LEAVING}),
    ("Worst flight of my life. Never again.", {LEAVING}),
    ("You just lost a customer, Acme.", {LEAVING}),
    ("Taking my business elsewhere.", {LEAVING}),
    ("Thinking about leaving Acme after ten years.", {LEAVING}),
    ("Looking for an alternative to Acme, this is too slow.", {LEAVING}),
    ("Won't be renewing my contract.", {LEAVING}),
    ("Goodbye Acme, it was nice while it lasted.", {LEAVING}),
    # sounds like leaving
    ("I used to hate Acme, now I can't live without it.", set()),
    ("I will never leave Acme.", set()),
    ("We are switching to Acme next month.", set()),
    ("I'd never cancel my Acme subscription.", set()),
    ("I'm not cancelling my account, it is far too good.", set()),
    ("Never going back to Globex, Acme is the one.", set()),
    ("Will never use anything else again than Acme.", set()),
    ("Never a dull moment with Acme.", set()),
    ("Leaving the house with my Acme bag.", set()),
    # safety
    ("The Acme charger caught fire last night.", {SAFETY}),
    ("My Acme kettle gave me an electric shock.", {SAFETY}),
    ("The battery is swollen and the case is hot.", {SAFETY}),
    ("The Acme knife slipped and cut my finger.", {SAFETY}),
    ("My son was taken to hospital after eating the Acme soup.", {SAFETY}),
    ("That ladder is dangerous.", {SAFETY}),
    ("The brakes of the Acme bike failed downhill.", {SAFETY}),
    ("It could have killed someone.", {SAFETY}),
    ("The stroller is not safe for children.", {SAFETY}),
    # sounds like it
    ("The Acme team is on fire this season.", set()),
    ("This cake is dangerously good.", set()),
    ("My phone exploded with messages about the Acme lamp.", set()),
    ("I would kill for another Acme pie.", set()),
    ("Acme has fired its boss and runs a fire sale.", set()),
    ("It is safe to say that I love the Acme lamp.", set()),
    ("The lamp is not dangerous.", set()),
    # law
    ("My lawyer will be in touch with Acme.", {LEGAL}),
    ("I'm going to sue you, Acme.", {LEGAL}),
    ("There is a class action against Acme.", {LEGAL}),
    ("Acme leaked my address, that is a data breach.", {LEGAL}),
    ("I have reported Acme to the police.", {LEGAL}),
    ("Charging twice is illegal.", {LEGAL}),
    ("See you in court, Acme.", {LEGAL}),
    # sounds like it
    ("This should be illegal, so good.", set()),
    ("It should be illegal how good this pie is.", set()),
    ("Sue from Acme support was lovely.", set()),
    ("We ate Acme noodles in the food court.", set()),
    ("The Acme fraud protection called me at once.", set()),
    # more than one
    (
        "The heater caught fire, my lawyer is on it, I'm closing my account. Can you call me?",
        {SAFETY, LEGAL, LEAVING, HELP, QUESTION},
    ),
    ("We bought the new Acme router, set it up on Tuesday.", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "heard"), HEARD, ids=[text[:50] for text, _ in HEARD])
def test_sentence_is_heard_as_people_hear_it(text: str, heard: set[Signal]) -> None:
    assert set(signals_in(text, ("Acme",))) == heard


def test_every_signal_is_told_once_in_one_order() -> None:
    told = signals_in("Why? Why? My lawyer asks why it caught fire. Please help, please help.")

    assert told == (SAFETY, LEGAL, HELP, QUESTION)
    assert [signal.words for signal in told] == [
        "a matter of safety",
        "a legal matter",
        "a request for help",
        "a question",
    ]


def test_who_has_no_name_is_not_looked_for() -> None:
    assert signals_in("We are switching to Globex.", ("", " ")) == (LEAVING,)


@given(st.text(), st.lists(st.text(max_size=9), max_size=3))
def test_any_text_is_borne(text: str, names: Iterable[str]) -> None:
    told = signals_in(text, names)

    assert list(told) == [signal for signal in Signal if signal in told]


@given(st.sampled_from([text for text, _ in HEARD]))
def test_case_and_blanks_do_not_matter(text: str) -> None:
    spread = f"  {text.upper()} ".replace(" ", " \n ")

    assert signals_in(spread, ("acme",)) == signals_in(text, ("Acme",))


@pytest.mark.parametrize("piece", ["a", "not ", "cancel my ", "will never buy ", "report a ", "what? ", "¤ "])
def test_hostile_lengths_take_no_longer_than_others(piece: str) -> None:
    """A hundred times what is read, repeated so that patterns begin everywhere; 0.4 ms is the usual."""
    text = piece * (100 * MOST_CHARS // len(piece))
    started = time.process_time()

    signals_in(text, ("Acme",))

    assert time.process_time() - started < 0.5


def test_mention_says_what_was_heard_around_what_matched() -> None:
    far = "Nothing happened here today. " * 400
    text = f"Please help! {far} The Larkfield lamp caught fire. {far}"

    mention = new_mention(a_finding(an_entry(text=text)), escalates=True)

    assert mention.signals == (SAFETY,)


def test_edit_is_heard_anew() -> None:
    mention = new_mention(a_finding(), escalates=True)

    after = edited(mention, a_finding(an_entry(text="The Larkfield lamp broke. My lawyer calls you.")), True)

    assert (mention.signals, after.signals) == ((), (LEGAL,))
