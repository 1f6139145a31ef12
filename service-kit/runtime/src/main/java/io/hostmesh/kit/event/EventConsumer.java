package io.hostmesh.kit.event;

import io.hostmesh.contracts.Event;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Takes records from a channel to a handler. An outage is waited for without limit, so that order holds and nothing is
 * lost; a bug is tried a few times and then fails, which makes the channel put the record on the dead-letter topic; a
 * record that cannot be decoded fails at once; one of an unknown type is skipped and counted. What fails because the
 * service stops is neither done nor failed: its offset stays uncommitted, and it is delivered again.
 */
@ApplicationScoped
public class EventConsumer {

    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
    private static final double JITTER = 0.5;
    private static final int RETRIES_OF_A_BUG = 2;
    private static final String CORRELATION = "correlationId";

    private final EventCodec codec;
    private final MeterRegistry meters;
    private volatile boolean stopping;

    EventConsumer(EventCodec codec, MeterRegistry meters) {
        this.codec = codec;
        this.meters = meters;
    }

    void stop(@Observes ShutdownEvent stopped) {
        stopping = true;
    }

    /** Handles one record; the Uni completes when its effect is committed, so that its offset may be. */
    public Uni<Void> consume(ConsumerRecord<String, byte[]> received, Function<Event<?>, Uni<Void>> handler) {
        return Uni.createFrom().deferred(() -> {
            Optional<Event<?>> event = codec.decode(received);
            if (event.isEmpty()) {
                skip(received);
                return Uni.createFrom().voidItem();
            }
            return handle(received, event.get(), handler);
        });
    }

    /**
     * Handles what came of a channel together, so many at once, see {@link #consume(Map, Function, Function)}. What fails for good
     * goes to the dead letters, each by itself.
     *
     * @param atOnce the most that have one effect; where the batch has more, the next follow when these are done
     */
    public Uni<Void> consume(
            KafkaRecordBatch<String, byte[]> batch,
            int atOnce,
            Function<List<Event<?>>, Uni<Void>> together,
            Function<Event<?>, Uni<Void>> alone) {
        return inTurn(parts(batch.getRecords(), atOnce), part -> consume(received(part), together, alone)
                        .chain(EventConsumer::bury))
                .chain(() -> Uni.createFrom().completionStage(batch::ack));
    }

    /**
     * Handles those of a batch that concern the handler, one after the other; the others are done. What fails for good goes to the
     * dead letters.
     *
     * @param concerns looks at a record before it is decoded, see {@link DataField}; what cannot be decoded has to concern it too
     */
    public Uni<Void> consume(
            KafkaRecordBatch<String, byte[]> batch,
            Predicate<ConsumerRecord<String, byte[]>> concerns,
            Function<Event<?>, Uni<Void>> handler) {
        Map<KafkaRecord<String, byte[]>, ConsumerRecord<String, byte[]>> received = received(batch.getRecords());
        received.values().removeIf(concerns.negate());
        return oneByOne(received, handler).chain(EventConsumer::bury).chain(() -> Uni.createFrom()
                .completionStage(batch::ack));
    }

    private static Map<KafkaRecord<String, byte[]>, ConsumerRecord<String, byte[]>> received(
            List<KafkaRecord<String, byte[]>> messages) {
        Map<KafkaRecord<String, byte[]>, ConsumerRecord<String, byte[]>> received = new LinkedHashMap<>();
        messages.forEach(message -> received.put(message, record(message)));
        return received;
    }

    private static <T> List<List<T>> parts(List<T> all, int most) {
        int size = Math.min(most, all.size());
        return Stream.iterate(0, from -> from < all.size(), from -> from + size)
                .map(from -> all.subList(from, Math.min(all.size(), from + size)))
                .toList();
    }

    @SuppressWarnings("unchecked") // Its key and value are those of the message.
    private static ConsumerRecord<String, byte[]> record(KafkaRecord<String, byte[]> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> (ConsumerRecord<String, byte[]>) metadata.getRecord())
                .orElseThrow(() -> new IllegalStateException("expected a message that a record came in"));
    }

    private static Uni<Void> bury(Map<KafkaRecord<String, byte[]>, Throwable> failed) {
        return inTurn(failed.entrySet(), each -> Uni.createFrom()
                .completionStage(() -> each.getKey().nack(each.getValue())));
    }

    /**
     * Handles several records in one effect, and where that fails each by itself, so that one that is poison spoils no other. The
     * Uni completes when all of them are done or failed.
     *
     * @param together has the effect of all events or of none
     * @param alone has the effect of one
     * @return the records that failed for good, each with its failure
     */
    public <R> Uni<Map<R, Throwable>> consume(
            Map<R, ConsumerRecord<String, byte[]>> received,
            Function<List<Event<?>>, Uni<Void>> together,
            Function<Event<?>, Uni<Void>> alone) {
        return Uni.createFrom().deferred(() -> {
            List<Event<?>> events = new ArrayList<>();
            List<ConsumerRecord<String, byte[]>> unknown = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> each : received.values()) {
                try {
                    codec.decode(each).ifPresentOrElse(events::add, () -> unknown.add(each));
                } catch (UndecodableEventException poison) {
                    return oneByOne(received, alone);
                }
            }
            return Uni.createFrom()
                    .deferred(() -> together.apply(events))
                    .invoke(() -> unknown.forEach(this::skip))
                    .replaceWith(Map.<R, Throwable>of())
                    .onFailure()
                    .invoke(failure ->
                            LOG.debugf("events are handled one by one count=%d cause=%s", received.size(), failure))
                    .onFailure()
                    .recoverWithUni(failure -> oneByOne(received, alone));
        });
    }

    private <R> Uni<Map<R, Throwable>> oneByOne(
            Map<R, ConsumerRecord<String, byte[]>> received, Function<Event<?>, Uni<Void>> alone) {
        Map<R, Throwable> failed = new LinkedHashMap<>();
        return inTurn(
                        received.entrySet(),
                        each -> consume(each.getValue(), alone).onFailure().recoverWithItem(failure -> {
                            failed.put(each.getKey(), failure);
                            return null;
                        }))
                .replaceWith(() -> failed);
    }

    /** Many that need not wait for anything would be too much for the stack if they were chained to one another. */
    public static <T> Uni<Void> inTurn(Iterable<T> all, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .onItem()
                .ignoreAsUni();
    }

    private void skip(ConsumerRecord<String, byte[]> received) {
        meters.counter("hostmesh.events.skipped", "topic", received.topic()).increment();
    }

    private Uni<Void> handle(
            ConsumerRecord<String, byte[]> received, Event<?> event, Function<Event<?>, Uni<Void>> handler) {
        return Uni.createFrom()
                .deferred(() -> {
                    MDC.put(CORRELATION, event.correlationId());
                    return handler.apply(event);
                })
                .onFailure(Failures::isTransient)
                .invoke(failure -> LOG.warnf(
                        "event waits for an outage to pass topic=%s type=%s id=%s cause=%s",
                        received.topic(), event.type().name(), event.id(), failure))
                .onFailure(Failures::isTransient)
                .retry()
                .withBackOff(FIRST_BACKOFF, LONGEST_BACKOFF)
                .withJitter(JITTER)
                .indefinitely()
                .onFailure()
                .retry()
                .withBackOff(FIRST_BACKOFF)
                .withJitter(JITTER)
                .atMost(RETRIES_OF_A_BUG)
                .onFailure(failure -> stopping)
                .recoverWithUni(failure -> {
                    LOG.debugf("event left for the next start id=%s cause=%s", event.id(), failure);
                    return Uni.createFrom().nothing();
                })
                .onFailure()
                .invoke(failure -> LOG.errorf(
                        failure,
                        "event failed topic=%s partition=%d offset=%d type=%s id=%s",
                        received.topic(),
                        received.partition(),
                        received.offset(),
                        event.type().name(),
                        event.id()))
                .eventually(() -> MDC.remove(CORRELATION));
    }
}
