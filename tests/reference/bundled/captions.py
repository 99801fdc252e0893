"""Prompts as tokens, taken from the captions that data.mjs tokenised; learned vectors put in place of the word for anything."""
import torch
# as in captions.mjs: the word for anything; sentences about a subject {0}, and about a subject in a style {1}
ANY = "emoji"
PLAIN = ("a {0}", "an emoji of a {0}", "a picture of a {0}", "icon of a {0}")
STYLED = ("{0}, {1}", "an emoji of a {0}, {1} style", "a picture of a {0} in the style of {1}", "{1} icon of a {0}")
def plain(subject=ANY): return [say.format(subject) for say in PLAIN]
def styled(subject, style=ANY): return [say.format(subject, style) for say in STYLED]

class Prompts:
    def __init__(s, world):
        s.world = world; s.ids = {c["text"]: world.pad(c["ids"]) for e in world.entries for c in e["captions"]}; shortest = s.ids[f"a {ANY}"]
        s.any = shortest[2]; s.empty = world.pad(world.data["empty"])  # start, a, emoji
    def rows(s, text, caption):
        """text encoder, caption -> [1,77,d]"""
        return text(text.embed(torch.tensor([s.ids[caption]])))
    def unconditional(s, text): return text(text.embed(torch.tensor([s.empty])))
    def with_word(s, text, caption, vectors):
        """the same with `vectors` [k,d] in place of the caption's last "emoji"; what is pushed out at the end is filling"""
        ids = s.ids[caption]; at = len(ids) - 1 - ids[::-1].index(s.any); e = text.embed(torch.tensor(ids))
        return text(torch.cat([e[:at], vectors, e[at + 1 :]])[None, : len(ids)])
