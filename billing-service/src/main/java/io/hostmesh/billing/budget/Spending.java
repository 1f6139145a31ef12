package io.hostmesh.billing.budget;

import io.hostmesh.billing.meter.UsageStore;
import io.hostmesh.billing.price.PriceStore;
import io.hostmesh.billing.rate.ExactAmount;
import io.hostmesh.billing.rate.PriceList;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** What an account spent, exactly: use to this second at the price of each second, the running servers included. */
@ApplicationScoped
class Spending {

    private final UsageStore usage;
    private final PriceStore prices;

    Spending(UsageStore usage, PriceStore prices) {
        this.usage = usage;
        this.prices = prices;
    }

    Uni<ExactAmount> between(Mutiny.Session session, String accountId, Instant from, Instant to) {
        return prices.load(session).chain(list -> {
            List<Long> boundaries = new ArrayList<>();
            boundaries.add(from.getEpochSecond());
            boundaries.addAll(list.changesBetween(from, to));
            boundaries.add(to.getEpochSecond());
            Uni<ExactAmount> spent = Uni.createFrom().item(ExactAmount.ZERO);
            for (int i = 0; i + 1 < boundaries.size(); i++) {
                long fromSecond = boundaries.get(i);
                long toSecond = boundaries.get(i + 1);
                spent = spent.chain(sum -> atOnePrice(session, accountId, list, fromSecond, toSecond)
                        .map(sum::plus));
            }
            return spent;
        });
    }

    private Uni<ExactAmount> atOnePrice(
            Mutiny.Session session, String accountId, PriceList list, long fromSecond, long toSecond) {
        return usage.secondsByPlan(session, accountId, fromSecond, toSecond).map(seconds -> seconds.entrySet().stream()
                .map(plan -> list.priceOf(plan.getKey(), fromSecond, plan.getValue()))
                .reduce(ExactAmount.ZERO, ExactAmount::plus));
    }
}
