import psutil, time
from tests.crash.ordeal import ordeal
def test_cpu(tmp_path, real_redis):
    t0=time.monotonic()
    with ordeal(tmp_path, real_redis, 1000, workers=2, threads=4) as run:
        me=psutil.Process(); 
        print("\nopened", time.monotonic()-t0, me.cpu_times())
        def show():
            for p in me.children(recursive=True):
                try:
                    c=p.cpu_times(); n=" ".join(p.cmdline())[:90]
                    if c.user+c.system>0.5: print(f"{c.user:6.1f} {c.system:6.1f} {p.memory_info().rss>>20:5d}MB {n}")
                except psutil.Error: pass
        show(); t=time.monotonic()
        run.live_to_the_end(240)
        print("ran", time.monotonic()-t, run.counts()); show(); print(me.cpu_times())
        pg=[p for p in psutil.process_iter() if p.name()=="postgres"]
        print("postgres", sum(p.cpu_times().user+p.cpu_times().system for p in pg))
        t=time.monotonic(); run.papers(); print("papers", time.monotonic()-t)
