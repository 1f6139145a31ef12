package io.hostmesh.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Scrapes of the same series sent at a steady rate, until it is closed. */
final class SteadyLoad implements AutoCloseable {

    private final Thread thread;
    private final int samplesPerSecond;
    private final long begin = System.nanoTime();
    private final AtomicLong sent = new AtomicLong();
    private volatile long sentUntil = begin;
    private volatile boolean stopped;

    private SteadyLoad(WriteSender sender, WriteBodies bodies, ScrapeTimes times, int samplesPerSecond) {
        this.samplesPerSecond = samplesPerSecond;
        this.thread = new Thread(() -> load(sender, bodies, times), "steady load");
        this.thread.setDaemon(true);
    }

    static SteadyLoad begin(WriteSender sender, WriteBodies bodies, ScrapeTimes times, int samplesPerSecond) {
        SteadyLoad load = new SteadyLoad(sender, bodies, times, samplesPerSecond);
        load.thread.start();
        return load;
    }

    /** What came of it. */
    double samplesPerSecond() {
        return sent.get() / ((sentUntil - begin) / 1e9);
    }

    private void load(WriteSender sender, WriteBodies bodies, ScrapeTimes times) {
        while (!stopped) {
            List<byte[]> round = bodies.round(times.next(), times.round());
            // Each body has its time from the beginning of all: one that was late is made up for.
            long due = begin + TimeUnit.SECONDS.toNanos(1) / samplesPerSecond * sent.get();
            sender.send(round, due, TimeUnit.SECONDS.toNanos(1) / samplesPerSecond * bodies.samplesPerBody());
            sent.addAndGet(bodies.series());
            sentUntil = System.nanoTime();
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
