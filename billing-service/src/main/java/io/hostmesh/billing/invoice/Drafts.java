package io.hostmesh.billing.invoice;

import io.hostmesh.billing.meter.UsageSegment;
import io.hostmesh.billing.meter.UsageStore;
import io.hostmesh.billing.price.PriceStore;
import io.hostmesh.billing.rate.PriceList;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Gathers what a draft is computed from. */
@ApplicationScoped
class Drafts {

    private final InvoiceStore invoices;
    private final UsageStore usage;
    private final PriceStore prices;
    private final Clock clock;

    Drafts(InvoiceStore invoices, UsageStore usage, PriceStore prices, Clock clock) {
        this.invoices = invoices;
        this.usage = usage;
        this.prices = prices;
        this.clock = clock;
    }

    /** The draft as of now, or empty while there is nothing to invoice. */
    Uni<Optional<Draft>> look(Mutiny.Session session, BilledAccountRow account) {
        return usage.unsettledServers(session, account.accountId)
                .chain(servers -> prices.load(session).chain(list -> compute(session, account, servers, list)));
    }

    /**
     * The draft that is to be finalized in this transaction: until its end no fact about its servers and no price is
     * added by anyone else. Its servers that ended are settled.
     */
    Uni<Optional<Draft>> take(Mutiny.Session session, BilledAccountRow account) {
        return prices.loadAndHold(session).chain(list -> usage.lockUnsettledServers(session, account.accountId)
                .chain(servers -> compute(session, account, servers, list)
                        .call(draft -> draft.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : settle(session, servers, draft.get()))));
    }

    private Uni<Optional<Draft>> compute(
            Mutiny.Session session, BilledAccountRow account, List<String> servers, PriceList list) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return usage.segmentsOf(session, servers)
                .chain(segments -> invoices.linesAbout(session, servers).map(invoiced -> {
                    Instant start = account.invoicedUntil != null ? account.invoicedUntil : firstSecond(segments, now);
                    if (!start.isBefore(now)) {
                        return Optional.<Draft>empty();
                    }
                    Draft draft = InvoiceCalculator.draft(start, now, segments, invoiced, list);
                    return draft.lines().isEmpty() ? Optional.<Draft>empty() : Optional.of(draft);
                }));
    }

    private static Instant firstSecond(List<UsageSegment> segments, Instant otherwise) {
        return segments.stream()
                .map(segment -> segment.from().truncatedTo(ChronoUnit.SECONDS))
                .min(Instant::compareTo)
                .orElse(otherwise);
    }

    private Uni<Void> settle(Mutiny.Session session, List<String> servers, Draft draft) {
        return usage.segmentsOf(session, servers).chain(segments -> {
            var goOn = segments.stream()
                    .filter(segment -> segment.to() == null || segment.to().isAfter(draft.periodEnd()))
                    .map(UsageSegment::serverId)
                    .collect(Collectors.toSet());
            return usage.settle(
                    session,
                    servers.stream().filter(server -> !goOn.contains(server)).toList());
        });
    }
}
