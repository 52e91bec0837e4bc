"""How fast texts are matched against very many watches, and how that grows with their number.

The made-up watches are of one, two or three rare words, one in four a query with near or a wildcard; the text
has 500 characters of common words, and speaks of one watch or of none. In other scripts, names and text are
of that script, and signs of the text stand in the names.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from statistics import median

import click

from chalicelib.domain.queries import Matcher
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.parsing.queries import parse

from .tables import Aim, Findings, said

_SYLLABLES = "ka lo mi ren tas vor zen pla dri fo gu hab ix jor qua ste um wel yo bri".split()
_COMMON = """
    the of and to in a is that it was for on are as with they be at one have this from or had by hot
    but some what there we can out other were all your when up use word how said an each she which
    do their time if will way about many then them would write like so these her long make thing see
    him two has look more day could
""".split()
# What people might say, in scripts that differ in what is to be done about them.
_SENTENCES = {
    "quotes, dashes": "I don’t think the lamp works — “not at all”, they said… and nobody’s answering. ",
    "French": "Je n’ai jamais vu ça : le numéro ne répond pas, la lampe est cassée, et c’était déjà réglé. ",
    "Polish": "Zamówiłem lampę w zeszłym tygodniu i już nie działa, a obsługa klienta wciąż milczy. ",
    "emoji": "the lamp is broken 😡 again 👨‍👩‍👧 and nobody answers ❤️ ",
    "Russian": "Вчера купил лампу в магазине, сегодня она уже не работает, поддержка молчит. ",
    "Arabic": "اشتريت مصباحا من المتجر أمس واليوم لا يعمل ولا أحد يجيب على الهاتف ",
    "Hindi": "कल दुकान से दीपक खरीदा था और आज ही खराब हो गया कोई जवाब नहीं देता ",
    "Korean": "어제 가게에서 램프를 샀는데 오늘 벌써 고장났어요. 고객센터는 대답이 없네요. ",
    "Chinese": "昨天在商店买了一盏灯，今天就坏了，客服没有人回答，真是太让人失望了。我再也不会去那里买东西！",
    "Japanese": "昨日お店でランプを買いましたが、今日もう壊れました。サポートは何も答えません。残念です。",
    "Thai": "เมื่อวานซื้อโคมไฟจากร้าน วันนี้ก็เสียแล้ว ฝ่ายบริการไม่ตอบเลย น่าผิดหวังมาก ",
}
_RARE_SIGNS = {
    "Korean": range(0xAC00, 0xD7A4, 5),
    "Chinese": range(0x4E00, 0x5A00),
    "Japanese": range(0x30A1, 0x30F5),
}


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


def _watch(number: int, chance: random.Random) -> Watch:
    name = " ".join(_word(chance) for _ in range(chance.randint(1, 3)))
    common, other = chance.choice(_COMMON), _word(chance)
    queries = [
        f'"{name}" near/5 ("{common}" OR {other}) NOT "{other} {common}"',
        f'("{name}" OR @{other} OR {other}*) AND ("{common}" OR "{chance.choice(_COMMON)}")',
    ]
    query = parse(chance.choice(queries)) if number % 4 == 0 else None
    return Watch(f"w{number}", name, WatchKind.OWN, (name,), (other,), query=query)


def _text(chance: random.Random, name: str) -> str:
    words = chance.choices(_COMMON, k=200)
    words.insert(30, name)
    return " ".join(words)[:500]


def _named(script: str, count: int, chance: random.Random) -> list[Watch]:
    """Watches with names of five signs in the script."""
    signs = [sign for sign in _SENTENCES[script] if sign.isalpha()]
    signs += map(chr, _RARE_SIGNS.get(script, ()))
    names = ("".join(chance.choices(signs, k=5)) for _ in range(count))
    return [Watch(f"w{number}", name, WatchKind.OWN, (name,)) for number, name in enumerate(names)]


def _times(matchers: Mapping[int, Matcher], text: str, repeats: int) -> Mapping[int, float]:
    """The median of many runs, in microseconds, by how many watches there are. All take turns."""
    times: dict[int, list[float]] = {count: [] for count in matchers}
    for _ in range(repeats):
        for count, matcher in matchers.items():
            start = time.perf_counter()
            matcher.matches(text)
            times[count].append(time.perf_counter() - start)
    return {count: median(taken) * 1e6 for count, taken in times.items()}


def measure(counts: Sequence[int] = (100, 1_000, 10_000), repeats: int = 2_000) -> Findings:
    """The time of one text: in English, where nothing matches, as is the rule, or some do; and in others."""
    chance = random.Random(7)  # noqa: S311 (the same watches every time)
    few, most = min(counts), max(counts)
    watches = [_watch(number, chance) for number in range(most)]
    matchers = {count: Matcher(watches[:count]) for count in counts}
    hit, miss = _text(chance, watches[1].name.title()), _text(chance, "nobody")
    found = {count: len(matcher.matches(hit)) for count, matcher in matchers.items()}
    silent, speaks = _times(matchers, miss, repeats), _times(matchers, hit, repeats)
    others = {f"English, {found[few]} to {found[most]} match": speaks}
    for script, sentence in _SENTENCES.items():
        named = _named(script, most, chance)
        of_script = {count: Matcher(named[:count]) for count in counts}
        others[script] = _times(of_script, (sentence * 12)[:500], repeats)
    rows = [
        _row(what, times, few, most) for what, times in {"English, nothing matches": silent, **others}.items()
    ]
    is_right = all(found.values()) and not any(matcher.matches(miss) for matcher in matchers.values())
    headings = ("text of 500 characters", *(f"{count:,} watches, µs:" for count in counts), "growth:")
    dearest = max(others, key=lambda what: others[what][most])
    growth = max(times[most] / times[few] for times in (silent, *others.values()))
    aims = (
        Aim(
            f"matching against {most:,} watches: what is the rule, English and nothing matches",
            "≤ 40 µs",
            f"{silent[most]:.0f} µs",
            is_right and silent[most] <= 40,
        ),
        Aim(
            "the same: the dearest of the others",
            "≤ 40 µs",
            f"{others[dearest][most]:.0f} µs ({dearest})",
            is_right and others[dearest][most] <= 40,
        ),
        Aim(
            f"{most:,} watches beside {few}, all texts", "≤ 3 ×", f"{growth:.1f} ×", is_right and growth <= 3
        ),
    )
    return Findings("Matching", headings, tuple(rows), aims)


def _row(what: str, times: Mapping[int, float], few: int, most: int) -> tuple[str, ...]:
    return (what, *(f"{taken:.1f}" for taken in times.values()), f"{times[most] / times[few]:.2f}")


@click.command("matching")
@click.option("--watches", default=10_000, show_default=True, help="The most there are.")
def command(watches: int) -> None:
    """Match texts against very many watches."""
    click.echo(said(measure((100, 1_000, watches))))
