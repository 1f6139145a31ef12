package io.hostmesh.gateway.event;

import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Endless readers of the events. A stream reads a page when its client has taken the one before, so that a slow client
 * costs a page of memory and never more, and no event is lost or sent twice.
 */
@ApplicationScoped
class EventStreams {

    private static final int PAGE = 100;
    private static final String OPERATOR = "";

    private final Transactions transactions;
    private final EventStore store;
    private final EventFeed feed;
    private final EventSettings settings;
    private final Clock clock;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<String, Integer> openByAccount = new ConcurrentHashMap<>();

    EventStreams(Transactions transactions, EventStore store, EventFeed feed, EventSettings settings, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.feed = feed;
        this.settings = settings;
        this.clock = clock;
    }

    /** How far a stream has come, and when it last wrote. */
    private static final class Reader {

        private long position;
        private Instant wroteAt;

        Reader(long position, Instant now) {
            this.position = position;
            this.wroteAt = now;
        }

        /** Whether that page is to be written: it has events, or it is time to be heard of. */
        boolean writes(List<EventEntry> events, Instant now, Duration heartbeat) {
            if (events.isEmpty() && now.isBefore(wroteAt.plus(heartbeat))) {
                return false;
            }
            wroteAt = now;
            return true;
        }
    }

    /**
     * Pages of events after that position; an empty page at the start, from which on nothing is missed, and when nothing
     * came for a while.
     *
     * @param start the position to read on from
     * @param stillAllowed asked before each page; its failure ends the stream
     */
    Multi<List<EventEntry>> open(EventFilter filter, Uni<Long> start, Supplier<Uni<?>> stillAllowed) {
        String account = filter.account() == null ? OPERATOR : filter.account();
        enter(account);
        return start.onItem()
                .transformToMulti(position -> pages(new Reader(position, clock.instant()), filter, stillAllowed))
                .select()
                .first(settings.longestStream())
                .onTermination()
                .invoke(() -> leave(account));
    }

    private Multi<List<EventEntry>> pages(Reader reader, EventFilter filter, Supplier<Uni<?>> stillAllowed) {
        Multi<List<EventEntry>> events = Multi.createBy()
                .repeating()
                .uni(() -> next(reader, filter, stillAllowed))
                .until(page -> feed.isStopping())
                .select()
                .where(page -> reader.writes(page, clock.instant(), settings.heartbeat()));
        return Multi.createBy().concatenating().streams(Multi.createFrom().item(List.of()), events);
    }

    /** The next page, or an empty one after waiting: for anything new, at most as long as a heartbeat. */
    private Uni<List<EventEntry>> next(Reader reader, EventFilter filter, Supplier<Uni<?>> stillAllowed) {
        // Known before the read: a read that finds nothing has looked at everything up to there.
        long known = feed.known();
        return stillAllowed
                .get()
                .chain(() -> transactions.inTransaction(session -> store.after(session, filter, reader.position, PAGE)))
                .chain(events -> {
                    if (!events.isEmpty()) {
                        reader.position = events.get(events.size() - 1).position;
                        return Uni.createFrom().item(events);
                    }
                    reader.position = Math.max(reader.position, known);
                    return feed.beyond(reader.position)
                            .ifNoItem()
                            .after(settings.heartbeat())
                            .recoverWithItem(reader.position)
                            .replaceWith(events);
                });
    }

    private void enter(String account) {
        int ofAccount = openByAccount.merge(account, 1, Integer::sum);
        int all = open.incrementAndGet();
        if (all > settings.maxStreams() || ofAccount > settings.maxStreamsPerAccount()) {
            leave(account);
            throw new ProblemException(Problem.of(
                    "too-many-streams", 429, "Too many event streams are open. Close one, or read pages instead."));
        }
    }

    private void leave(String account) {
        open.decrementAndGet();
        openByAccount.computeIfPresent(account, (id, count) -> count == 1 ? null : count - 1);
    }
}
