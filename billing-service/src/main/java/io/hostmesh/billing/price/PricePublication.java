package io.hostmesh.billing.price;

import io.hostmesh.kit.schedule.Recurring;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Looks for prices that took effect. */
@ApplicationScoped
class PricePublication {

    private final Recurring recurring;
    private final PriceHandler handler;
    private final Duration period;

    PricePublication(
            Recurring recurring,
            PriceHandler handler,
            @ConfigProperty(name = "hostmesh.billing.price-publication-period") Duration period) {
        this.recurring = recurring;
        this.handler = handler;
        this.period = period;
    }

    void start(@Observes StartupEvent started) {
        recurring.every("price-publication", period, handler::publish);
    }
}
