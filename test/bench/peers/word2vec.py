# gensim as a peer of the benchmark (test/bench/protocol.ts), with one worker.
import json
import sys
import time

from gensim.models import Word2Vec


def zipf_sentences(words=50_000, vocabulary=5000):
    """Words that are the less frequent the higher their number; sentences of 20."""
    state, sentences = 1, []
    for _ in range(words // 20):
        sentence = []
        for _ in range(20):
            state = state * 16_807 % 2_147_483_647
            sentence.append(f"w{int(vocabulary ** (state / 2_147_483_647))}")
        sentences.append(sentence)
    return sentences


def word2vec(**options):
    sentences = zipf_sentences()
    return lambda: Word2Vec(sentences, vector_size=100, window=5, min_count=1, epochs=1, workers=1, **options)


WORKLOADS = {
    "word2vec": lambda: word2vec(sg=1, negative=5),
    "word2vecBag": lambda: word2vec(sg=0, negative=5),
    "word2vecTree": lambda: word2vec(sg=1, hs=1, negative=0),
}


def measure(step, milliseconds, clock):
    """Repeats the step for so long: microseconds of each."""
    now = time.process_time if clock == "cpu" else time.perf_counter
    times, end = [], time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < end or len(times) < 3:
        start = now()
        step()
        times.append((now() - start) * 1e6)
    return times


steps = {}
for line in sys.stdin:
    request = json.loads(line)
    name, milliseconds = request["workload"], request["milliseconds"]
    clock = request.get("clock", "wall")
    answer = {}
    if name in WORKLOADS:
        try:
            if name not in steps:
                steps[name] = WORKLOADS[name]()
                measure(steps[name], 1000, clock)
            answer = {"times": measure(steps[name], milliseconds, clock)}
        except Exception as error:
            answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
