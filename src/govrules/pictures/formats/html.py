"""The picture as a page to walk through, in one file that needs no network and fetches nothing.

cytoscape.js draws what `layout` has placed; the page adds panning, zooming, a list of the bodies
with what each owes and is owed, and filters. Scripts and styles are the package's own and are
admitted by their digests alone (`Content-Security-Policy`), so that nothing a text holds can run.
Without scripts, and on paper, the page shows the SVG.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TypeAlias

from govrules.languages import language
from govrules.pictures import page
from govrules.pictures.formats import svg
from govrules.pictures.formats.svg import safe
from govrules.pictures.layout import Drawing, PlacedBox, PlacedLabel, arranged
from govrules.pictures.legends import badges
from govrules.pictures.letters import FONTS
from govrules.pictures.marks import MARKS
from govrules.pictures.model import STATUSES, Line, Node, Picture, line_order, node_order
from govrules.pictures.scenes import scene
from govrules.sentences import Sentence
from govrules.verdicts import Verdict
from govrules.wording import shown

_MOST_LISTED = 500
"""How many bodies the list shows at once; the search finds the others."""
_STYLE_OF_CYTOSCAPE = ".__________cytoscape_container { position: relative; }"
"""The one style that cytoscape.js would put into the page itself, which the page's policy forbids;
where there already is one of that name it leaves it at that."""

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json]"

WORDS: Mapping[str, Sentence] = {
    "norm": Sentence("norm"),
    "every": Sentence("all norms"),
    "verdict": Sentence("verdict"),
    "search": Sentence("find a body"),
    "nearer": Sentence("nearer"),
    "farther": Sentence("farther"),
    "whole": Sentence("the whole picture"),
    "bodies": Sentence("bodies"),
    "findings": Sentence("findings"),
    "owes": Sentence("owes"),
    "owed": Sentence("is owed"),
    "nothing": Sentence("nothing that the filters let through"),
    "keys": Sentence(
        "picture: arrow keys move it, plus and minus zoom, 0 shows the whole, Escape lets go"
    ),
}
"""What the page itself says."""

VERDICTS: Mapping[str, Sentence] = {str(word): Sentence(str(word)) for word in Verdict}


def render(picture: Picture) -> str:
    """Write the picture as one HTML document."""
    tell = language(picture.language).tell
    words = {name: tell(sentence) for name, sentence in WORDS.items()}
    styles = (_read("page.css"), _STYLE_OF_CYTOSCAPE)
    scripts = (_read("cytoscape.min.js"), _read("page.js"))
    policy = (
        f"default-src 'none'; script-src {_digests(scripts)}; style-src {_digests(styles)}; "
        "base-uri 'none'; form-action 'none'"
    )
    data = json.dumps(_data(picture, words), ensure_ascii=False, separators=(",", ":"))
    data = data.replace("<", "\\u003c")  # no text can end the block that holds it
    parts = [
        "<!doctype html>",
        f'<html lang="{picture.language}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{safe(picture.title)}</title>",
        f"<style>{styles[0]}</style>",
        f'<style id="__________cytoscape_stylesheet">{styles[1]}</style></head>',
        "<body>",
        *_header(picture, words),
        f'<figure class="still">{svg.render(picture)}</figure>',
        *_main(picture, words),
        f'<script type="application/json" id="picture">{data}</script>',
        *(f"<script>{script}</script>" for script in scripts),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _read(name: str) -> str:
    return files(page).joinpath(name).read_text(encoding="utf-8")


def _digests(texts: Sequence[str]) -> str:
    return " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in texts
    )


def _header(picture: Picture, words: Mapping[str, str]) -> Iterator[str]:
    yield f"<header><h1>{safe(picture.title)}</h1><p>{safe(picture.subtitle)}</p><form>"
    yield f'<label>{safe(words["norm"])} <select id="norm">'
    yield f'<option value="">{safe(words["every"])}</option></select></label>'
    yield f'<fieldset id="by-verdict"><legend>{safe(words["verdict"])}</legend>'
    yield '<div id="verdicts"></div></fieldset>'
    yield "<div>"
    for name, sign in (("nearer", "+"), ("farther", "−"), ("whole", words["whole"])):
        said = safe(words[name])
        yield f'<button type="button" id="{name}" title="{said}">{safe(sign)}</button>'
    yield "</div></form></header>"


def _main(picture: Picture, words: Mapping[str, str]) -> Iterator[str]:
    keys = safe(words["keys"])
    yield f'<main><div id="canvas" tabindex="0" role="application" aria-label="{keys}"></div>'
    yield '<aside><section id="about" aria-live="polite" hidden></section>'
    yield f'<h2>{safe(words["bodies"])} <small id="count"></small></h2>'
    yield f'<label>{safe(words["search"])} <input id="search" type="search"></label>'
    yield '<ul id="bodies"></ul>'
    if picture.findings:
        tell = language(picture.language).tell
        yield f'<h2>{safe(words["findings"])} ({len(picture.findings)})</h2><ul class="findings">'
        for finding in sorted(picture.findings):
            said, help_ = safe(tell(finding.message)), safe(tell(finding.help))
            yield f'<li class="{finding.level}">{said}<small>{help_}</small>'
            yield f"<small>{safe(str(finding.place))}</small></li>"
        yield "</ul>"
    yield "</aside></main>"


def _data(picture: Picture, words: Mapping[str, str]) -> Json:
    tell = language(picture.language).tell
    lines = sorted(picture.lines, key=line_order)
    present = {word for line in lines for word, count in line.counts.items() if count}
    norms = {line.norm: line for line in lines if line.norm}
    return {
        **_drawn(picture),
        "fonts": FONTS.replace("'", '"'),
        "most": _MOST_LISTED,
        "words": {**words, **{name: tell(word) for name, word in VERDICTS.items()}},
        "looks": {
            status: {
                "colour": mark.colour,
                "width": mark.width,
                "dashes": [int(part) for part in mark.dashes.split()],
                "sign": mark.sign,
            }
            for status, mark in MARKS.items()
        },
        "verdicts": [word for word in STATUSES if word in present],
        "norms": [[norm, _option(line)] for norm, line in sorted(norms.items())],
        "bodies": [_body(node, picture) for node in sorted(picture.nodes, key=_worst_first)],
        "lines": [_line(line) for line in lines],
    }


def _option(line: Line) -> str:
    return shown(f"{line.provision}: {line.detail or line.label}"[:120])


def _worst_first(node: Node) -> tuple[int, int, tuple[str, str]]:
    return -node.violated, -node.indeterminate, node_order(node)


def _body(node: Node, picture: Picture) -> Json:
    return {
        "id": shown(node.id),
        "label": shown(node.label),
        "note": shown(node.note),
        "group": shown(picture.groups.get(node.group, node.group)),
        "part_of": shown(node.part_of),
        "named": node.named,
        "violated": node.violated,
        "indeterminate": node.indeterminate,
    }


def _line(line: Line) -> Json:
    return {
        "source": shown(line.source),
        "target": shown(line.target),
        "norm": line.norm,
        "text": shown(line.text or line.relation),
        "detail": shown(line.detail),
        "counts": {word: line.counts[word] for word in STATUSES if line.counts.get(word)},
    }


def _drawn(picture: Picture) -> dict[str, Json]:
    what = scene(picture)
    drawing = arranged(what, language(picture.language).tell)
    boxes = [each for placed in drawing.boxes for each in (placed, *placed.inside)]
    key = {placed.box.id: f"b{index}" for index, placed in enumerate(boxes)}
    members = {box.id: box.members for box in what.boxes}
    return {
        "boxes": [_box(placed, key) for placed in boxes],
        "labels": [
            _label(label, f"l{index}", members) for index, label in enumerate(drawing.labels)
        ],
        "frames": [
            {
                "title": "\n".join(each.title),
                "x": each.x,
                "y": each.y,
                "w": each.width,
                "h": each.height,
            }
            for each in drawing.frames
        ],
        "wires": _wires(drawing, key),
    }


def _box(placed: PlacedBox, key: Mapping[str, str]) -> Json:
    box = placed.box
    marks = badges(box.violated, box.indeterminate)
    return {
        "key": key[box.id],
        "text": "\n".join([*placed.title, *placed.note, *([marks] if marks else [])]),
        "status": box.status,
        "named": box.named,
        "outer": bool(placed.inside),
        "members": [shown(member) for member in box.members],
        "x": placed.x,
        "y": placed.y,
        "w": placed.width,
        "h": placed.height,
    }


def _label(label: PlacedLabel, key: str, members: Mapping[str, Sequence[str]]) -> Json:
    rows = [
        " ".join(part for part in (MARKS[row.status].sign, row.count, row.text) if part)
        for row in label.rows
    ]
    ends = [*label.bundle.sources, *label.bundle.targets]
    return {
        "key": key,
        "text": "\n".join(rows),
        "status": label.bundle.status,
        "norms": sorted({line.norm for line in label.bundle.lines}),
        "verdicts": sorted({word for line in label.bundle.lines for word in line.counts}),
        "ends": [shown(member) for end in ends for member in members[end]],
        "x": label.x,
        "y": label.y,
        "w": label.width,
        "h": label.height,
    }


def _wires(drawing: Drawing, key: Mapping[str, str]) -> Json:
    number = {id(label.bundle): f"l{index}" for index, label in enumerate(drawing.labels)}
    return [
        {
            "label": number[id(wire.bundle)],
            "box": key[wire.end],
            "arrow": wire.arrow,
            "points": [[x, y] for x, y in wire.points],
        }
        for wire in drawing.wires
    ]
