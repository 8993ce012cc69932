"""What one body is to another, in words: the relations of acts, of tables and of messages."""

from collections.abc import Mapping

from govrules.sentences import Sentence

RELATIONS: Mapping[str, Sentence] = {
    "advises": Sentence("advises"),
    "agrees": Sentence("agrees"),
    "approves": Sentence("approves"),
    "assists": Sentence("assists"),
    "authorised-by": Sentence("authorised by"),
    "contract": Sentence("contract"),
    "coordinates": Sentence("coordinates"),
    "data-flow": Sentence("data flow"),
    "decides": Sentence("decides"),
    "draws-up": Sentence("draws up"),
    "employs": Sentence("employs"),
    "escalates": Sentence("escalates"),
    "fills": Sentence("fills"),
    "grants": Sentence("grants"),
    "informs": Sentence("informs"),
    "interacts": Sentence("interacts"),
    "introduces": Sentence("introduces"),
    "notifies": Sentence("notifies"),
    "part-of": Sentence("part of"),
    "posted-to": Sentence("posted to"),
    "proposes": Sentence("proposes"),
    "provides": Sentence("provides"),
    "publishes": Sentence("publishes"),
    "recommends": Sentence("recommends"),
    "replies": Sentence("replies"),
    "reports": Sentence("reports"),
    "reports-to": Sentence("reports to"),
    "requests": Sentence("requests"),
    "sends": Sentence("sends"),
    "submits": Sentence("submits"),
    "supervises": Sentence("supervises"),
    "trains": Sentence("trains"),
}
"""Every relation that an edge may have, by its word; one that is not here is told as it is."""
