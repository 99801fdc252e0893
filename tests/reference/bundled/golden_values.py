"""Golden values of a model folder, computed by the PyTorch reference, for `npm run verify` and the tests.
usage: golden_values.py MODEL OUT.safetensors"""
import os, sys
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
import golden, st
from world import config_of, load_folder

if __name__ == "__main__":
    model, out = sys.argv[1:3]; nets = load_folder(model)
    st.save(out, golden.golden(config_of(model), nets["text"], nets["unet"], nets["vae"], 11))
