package io.hostmesh.provisioning.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Listens to what the engine tells of containers that end. Streams are short, one follows the other from where the last one
 * ended, so that one which died without a word is not trusted for long; while there is no engine it is tried again, ever less often.
 */
final class ExitEvents implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ExitEvents.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final long NANOS = 1_000_000_000;

    private final DockerPlace place;
    private final EngineClient client;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long lastNanos;

    ExitEvents(DockerPlace place) {
        this.place = place;
        this.client = new EngineClient(
                place, place.limits().events().plus(place.limits().call()));
        this.thread = new Thread(this::listen, "docker-exits-" + place.tag());
        thread.setDaemon(true);
    }

    synchronized void tell(Consumer<String> listener) {
        listeners.add(listener);
        if (listeners.size() == 1) {
            thread.start();
        }
    }

    private void listen() {
        Duration pause = FIRST_PAUSE;
        boolean told = false;
        while (closed.getCount() > 0) {
            try {
                listenOnce();
                pause = FIRST_PAUSE;
                told = false;
                continue;
            } catch (InterruptedException e) {
                return; // It is closed.
            } catch (RuntimeException e) {
                client.forget();
                if (!told && closed.getCount() > 0) {
                    LOG.warnf("events of the engine stopped; it is tried again place=%s because=%s", place.tag(), e);
                    told = true;
                }
            }
            try {
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** Listens for as long as one stream is trusted; an exception if it ends before. */
    private void listenOnce() throws InterruptedException {
        Stream stream = new Stream();
        var command =
                client.get().eventsCmd().withEventFilter("die").withLabelFilter(Map.of(Engine.PLACE, place.tag()));
        if (lastNanos > 0) {
            command.withSince(time(lastNanos + 1));
        }
        command.exec(stream);
        try {
            boolean early = stream.ended.await(place.limits().events().toNanos(), TimeUnit.NANOSECONDS);
            if (early) {
                throw new IllegalStateException("the engine ended its stream of events", stream.failure);
            }
        } finally {
            stream.close();
        }
        stream.ended.await(); // There is never more than one, even where the engine hangs.
    }

    private static String time(long nanos) {
        return nanos / NANOS + "." + String.format("%09d", nanos % NANOS);
    }

    private void heard(Event event) {
        Long at = event.getTimeNano();
        if (at != null && at > lastNanos) {
            lastNanos = at;
        }
        Map<String, String> attributes =
                event.getActor() == null ? null : event.getActor().getAttributes();
        String serverId = attributes == null ? null : attributes.get(Engine.SERVER);
        if (serverId != null) {
            listeners.forEach(listener -> listener.accept(serverId));
        }
    }

    /** One stream of events. */
    private final class Stream implements ResultCallback<Event> {

        private final CountDownLatch ended = new CountDownLatch(1);
        private @Nullable Closeable connection;
        private boolean abandoned;
        private volatile @Nullable Throwable failure;

        @Override
        public synchronized void onStart(Closeable started) {
            connection = started;
            if (abandoned) {
                close();
            }
        }

        @Override
        public void onNext(Event event) {
            heard(event);
        }

        @Override
        public void onError(Throwable throwable) {
            failure = throwable;
            ended.countDown();
        }

        @Override
        public void onComplete() {
            ended.countDown();
        }

        @Override
        public synchronized void close() {
            abandoned = true;
            Closeable open = connection;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    LOG.debugf(e, "a stream of events could not be closed place=%s", place.tag());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        thread.interrupt();
        client.close();
    }
}
