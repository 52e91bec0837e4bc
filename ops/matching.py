"""Measures how fast texts are matched against very many watches: `python -m ops.matching`.

The made-up watches are of one, two or three rare words, one in four a query with near or a wildcard; the text
has 500 characters of common words, and speaks of one watch or of none. In other scripts, names and text are
of that script, and signs of the text stand in the names.
"""

from __future__ import annotations

import random
import statistics
import time
import tracemalloc

from chalicelib.domain.queries import Matcher
from chalicelib.domain.readings import sought
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.parsing.queries import parse

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


def _microseconds(matcher: Matcher, text: str) -> float:
    """The median of many runs."""
    times = []
    for _ in range(2_000):
        start = time.perf_counter()
        matcher.matches(text)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def _megabytes(watches: list[Watch]) -> float:
    """What a matcher holds beside the watches."""
    sought.cache_clear()
    tracemalloc.start()
    _matcher = Matcher(watches)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / 1e6


def _print_growth(chance: random.Random) -> None:
    watches = [_watch(number, chance) for number in range(100_000)]
    hit, miss = _text(chance, watches[1].name.title()), _text(chance, "nobody")
    print("watches  nothing matches  some match        built in  memory")
    for count in (100, 1_000, 10_000, 100_000):
        sought.cache_clear()
        start = time.process_time()
        matcher = Matcher(watches[:count])
        built = time.process_time() - start
        found = len(matcher.matches(hit))
        silent, speaks = _microseconds(matcher, miss), _microseconds(matcher, hit)
        size = _megabytes(watches[:count])
        print(f"{count:>7}  {silent:12.1f} us  {speaks:7.1f} us ({found:>2})  {built:7.2f} s  {size:4.0f} MB")


def _print_scripts(chance: random.Random) -> None:
    print("\nof the script      100 watches  10,000 watches  ratio")
    for script, sentence in _SENTENCES.items():
        watches, text = _named(script, 10_000, chance), (sentence * 12)[:500]
        few, many = (_microseconds(Matcher(watches[:count]), text) for count in (100, 10_000))
        print(f"{script:<15}  {few:10.1f} us  {many:11.1f} us  {many / few:5.2f}")


def main() -> None:
    """Print how the time grows with the watches, and how it differs between scripts."""
    chance = random.Random(7)  # noqa: S311 (the same watches every time)
    _print_growth(chance)
    _print_scripts(chance)


if __name__ == "__main__":
    main()
