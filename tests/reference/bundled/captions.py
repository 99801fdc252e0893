"""Prompts as tokens, taken from the captions that data.mjs tokenised; learned vectors put in place of the word for anything."""
import torch
ANY = "emoji"  # as in captions.mjs

class Prompts:
    def __init__(s, world):
        s.world = world; s.ids = {c["text"]: world.pad(c["ids"]) for e in world.entries for c in e["captions"]}; plain = s.ids[f"a {ANY}"]
        s.any = plain[2]; s.empty = world.pad(world.data["empty"])  # start, a, emoji
    def rows(s, text, caption):
        """text encoder, caption -> [1,77,d]"""
        return text(text.embed(torch.tensor([s.ids[caption]])))
    def unconditional(s, text): return text(text.embed(torch.tensor([s.empty])))
    def with_word(s, text, caption, vectors):
        """the same with `vectors` [k,d] in place of the caption's last "emoji"; what is pushed out at the end is filling"""
        ids = s.ids[caption]; at = len(ids) - 1 - ids[::-1].index(s.any); e = text.embed(torch.tensor(ids))
        return text(torch.cat([e[:at], vectors, e[at + 1 :]])[None, : len(ids)])
