package io.hostmesh.provisioning.catalogue;

import io.hostmesh.contracts.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** A price that billing published. */
@Entity
@Table(name = "prices")
class PriceRow {

    /** A plan has one price from a time on. */
    @Embeddable
    record Key(
            @Column(name = "plan_id") String planId,
            @Column(name = "effective_from") Instant effectiveFrom) {}

    @EmbeddedId
    Key id;

    String amount;
    String currency;

    @SuppressWarnings("NullAway.Init")
    protected PriceRow() {}

    Money perHour() {
        return new Money(amount, currency);
    }
}
