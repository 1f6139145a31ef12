package io.hostmesh.billing.budget;

import io.hostmesh.billing.meter.UsageChanged;
import io.hostmesh.kit.schedule.Recurring;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Has budgets checked: those of an account at once when its use changes, and all of them all the time, because running
 * servers spend by themselves.
 */
@ApplicationScoped
class BudgetWatch {

    private static final Logger LOG = Logger.getLogger(BudgetWatch.class);
    private static final String NAME = "budgets";
    private static final int MOST_AT_ONCE = 500;

    private final Recurring recurring;
    private final CheckHandler handler;
    private final Duration period;

    /** Accounts whose use changed since the last run. Forgotten by a crash, which the regular check makes up for. */
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    private volatile boolean watching;

    BudgetWatch(
            Recurring recurring,
            CheckHandler handler,
            @ConfigProperty(name = "hostmesh.billing.budget-check-period") Duration period) {
        this.recurring = recurring;
        this.handler = handler;
        this.period = period;
    }

    void start(@Observes StartupEvent started) {
        recurring.every(NAME, period, this::check);
        watching = true;
    }

    void usageChanged(@Observes UsageChanged change) {
        changed.add(change.accountId());
        if (watching) {
            recurring.wake(NAME);
        }
    }

    Uni<Void> check() {
        List<String> now = List.copyOf(changed);
        now.forEach(changed::remove);
        return checkEach(now, Duration.ZERO)
                .chain(() -> handler.due(period, MOST_AT_ONCE))
                .chain(due -> checkEach(due, period));
    }

    /** One account that cannot be checked does not keep the others from it. */
    private Uni<Void> checkEach(List<String> accountIds, Duration age) {
        Uni<Void> checked = Uni.createFrom().voidItem();
        for (String accountId : accountIds) {
            checked = checked.chain(() -> handler.check(accountId, age)
                    .onFailure()
                    .invoke(failure -> LOG.errorf(failure, "budgets not checked accountId=%s", accountId))
                    .onFailure()
                    .recoverWithNull());
        }
        return checked;
    }
}
