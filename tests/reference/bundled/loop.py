"""What both trainings share: arguments, a clock that counts over resumptions, checkpoints, the log."""
import argparse, json, os, signal, time, torch

def arguments(about):
    p = argparse.ArgumentParser(description=about)
    p.add_argument("data", help="folder that data.mjs wrote"); p.add_argument("out", help="folder for checkpoints, log and sheets; training goes on from what is there")
    p.add_argument("--seconds", type=float, required=True, help="seconds of training in all (on processors: of work), those before a resumption counted in")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu"); p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--batch", type=int); p.add_argument("--rate", type=float); p.add_argument("--seed", type=int, default=0)
    return p

def prepare(a):
    torch.manual_seed(a.seed); torch.set_num_threads(a.threads); os.makedirs(a.out, exist_ok=True)

def clock(a):
    """seconds of work: on a processor its own time by threads, so that what else runs there does not shorten a training"""
    return time.perf_counter() if a.device.startswith("cuda") else time.process_time() / a.threads

def has_bf16():
    """whether this processor multiplies bf16 itself (AVX512-BF16): 3 to 5 times as fast as f32 there, six times as slow elsewhere"""
    return os.path.exists("/proc/cpuinfo") and "avx512_bf16" in open("/proc/cpuinfo").read()

def half(device):
    """bf16 where it pays"""
    gpu = device.startswith("cuda"); return torch.autocast("cuda" if gpu else "cpu", torch.bfloat16, enabled=gpu or has_bf16())

def layout(device):
    """of weights and pictures, whichever is faster there: 42 samples a second against 37 in f32 on two cores"""
    return torch.channels_last if device.startswith("cuda") or has_bf16() else torch.contiguous_format

class Run:
    """Parts with state (networks, optimiser, averages) under names; saved whole every `every` seconds, at the end, and when told
    to stop (SIGTERM, SIGINT)."""
    def __init__(s, a, name, parts, every=180):
        s.a, s.name, s.parts, s.every = a, name, parts, every; s.step, s.spent = 0, 0.0
        s.path = os.path.join(a.out, f"{name}.pt"); s.log_path = os.path.join(a.out, f"{name}.log.jsonl")
        if os.path.exists(s.path): s.load(s.path)
        s.last, s.saved, s.told = clock(a), time.time(), False
        for number in (signal.SIGTERM, signal.SIGINT): signal.signal(number, lambda *_: setattr(s, "told", True))
    def load(s, path):
        c = torch.load(path, map_location=s.a.device); s.step, s.spent = c["step"], c["spent"]
        for k, p in s.parts.items():
            if k in c: p.load_state_dict(c[k])  # what was added since then begins afresh
        torch.set_rng_state(c["rng"].cpu())
        if c.get("cuda_rng") is not None: torch.cuda.set_rng_state(c["cuda_rng"].cpu())
        print(f"{s.name}: goes on at step {s.step}, {s.spent:.0f} s", flush=True)
    def save(s):
        c = {k: p.state_dict() for k, p in s.parts.items()}; c.update(step=s.step, spent=s.spent, rng=torch.get_rng_state(), cuda_rng=torch.cuda.get_rng_state() if s.a.device.startswith("cuda") else None)
        torch.save(c, s.path + ".new"); os.replace(s.path + ".new", s.path); s.saved = time.time()
    def tick(s):
        """once a step: counts time, saves when it is due; whether there is time left"""
        now = clock(s.a); s.spent += now - s.last; s.last = now; s.step += 1; more = s.spent < s.a.seconds and not s.told
        if time.time() - s.saved > s.every or not more: s.save()
        return more
    def log(s, **values):
        line = json.dumps(dict(step=s.step, seconds=round(s.spent), **values)); print(line, flush=True)
        with open(s.log_path, "a") as f: f.write(line + "\n")
