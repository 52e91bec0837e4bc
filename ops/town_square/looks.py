"""What the sites look like: a style sheet each, and the drawings that stand in for photographs. No
texts.
"""

from __future__ import annotations

from .dice import dice

_COMMON = """
*{box-sizing:border-box}body{margin:0 auto;max-width:44rem;padding:1rem;line-height:1.6}
header a{text-decoration:none;color:inherit}footer{margin-top:3rem;font-size:.85rem;opacity:.75}
article{overflow-wrap:anywhere}.byline{opacity:.75;font-size:.9rem}img{max-width:100%;height:auto}
li{margin:.3rem 0}
"""

_OWN = {
    "blog": """body{font-family:Georgia,serif;background:#faf6ec;color:#3b3226}
header{border-bottom:3px double #b9a77c;font-size:1.6rem}h1{font-weight:normal;color:#5b7a3a}
.comment{border-left:4px solid #d9cda8;padding-left:1rem;margin:1.2rem 0}""",
    "wire": """body{font-family:"Courier New",monospace;background:#fff;color:#111}
header{text-transform:uppercase;letter-spacing:.2em;border-bottom:1px solid #111}
h1{font-size:1.3rem}""",
    "gazette": """body{font-family:"Times New Roman",serif;background:#fffdf7;color:#1a1a1a}
header{text-align:center;font-size:2rem;border-top:1px solid;border-bottom:4px double}""",
    "herald": """body{font-family:Arial,sans-serif;background:#fff;color:#222}
header{background:#8c1c13;color:#fff;padding:.6rem 1rem;font-weight:bold;font-size:1.5rem}""",
    "forum": """body{font-family:Verdana,sans-serif;font-size:.9rem;background:#e9edf2;color:#222}
header{background:#3c5a78;color:#fff;padding:.5rem 1rem}
article{background:#fff;border:1px solid #b8c4d0;padding:1rem}
blockquote{background:#f2f5f8;border-left:3px solid #3c5a78;margin:.5rem 0;padding:.3rem .8rem}""",
    "photos": """body{font-family:"Helvetica Neue",Arial,sans-serif;background:#161616;color:#ddd}
a{color:#8fc7ff}
header{font-weight:bold;letter-spacing:.08em}article{text-align:center}""",
    "reviews": """body{font-family:"Trebuchet MS",sans-serif;background:#fff;color:#2c2c3a}
header{color:#00694b;font-weight:bold;font-size:1.4rem}.stars{color:#c98a00;font-size:1.4rem}""",
    "square": """body{font-family:system-ui,sans-serif;background:#f7f4ee;color:#2b2b2b}
body{max-width:60rem}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #ddd4c2;vertical-align:top}
iframe{width:100%;height:22rem;border:1px solid #cbbf9f;background:#fff}
form,label{display:grid;gap:.3rem;max-width:34rem}input,select,textarea,button{font:inherit;padding:.4rem}
code{background:#eee7d8;padding:0 .2rem}""",
}


def style(site: str) -> str:
    """The style sheet of a site; comments look like the blog they belong to."""
    return _COMMON + _OWN["blog" if site == "comments" else site]


def drawing(number: str) -> str:
    """A picture for a photo post: a lamp in a garden at dusk, different for every number."""
    throw = dice(number)
    hue, lamp, hill = throw.randrange(190, 330), throw.randrange(60, 260), throw.randrange(150, 200)
    stars = "".join(
        f'<circle cx="{throw.randrange(320)}" cy="{throw.randrange(110)}" r="1" fill="#fff"/>'
        for _ in range(throw.randrange(8, 30))
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="640">
<rect width="320" height="240" fill="hsl({hue} 40% 22%)"/>{stars}
<ellipse cx="160" cy="240" rx="260" ry="{240 - hill + 20}" fill="hsl({hue - 90} 30% 16%)"/>
<circle cx="{lamp}" cy="140" r="44" fill="#ffd98a" opacity=".18"/>
<circle cx="{lamp}" cy="140" r="22" fill="#ffd98a" opacity=".35"/>
<rect x="{lamp - 2}" y="150" width="4" height="70" fill="#1b1512"/>
<rect x="{lamp - 8}" y="128" width="16" height="24" rx="3" fill="#ffe9b8" stroke="#1b1512"/>
</svg>
"""
