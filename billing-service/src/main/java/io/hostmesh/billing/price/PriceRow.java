package io.hostmesh.billing.price;

import io.hostmesh.billing.rate.Price;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A {@link Price} in the database. */
@Entity
@Immutable
@Table(name = "price")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class PriceRow {

    @Id
    String id;

    String planId;
    BigDecimal perHour;
    String currency;
    Instant effectiveFrom;
    String correlationId;

    protected PriceRow() {}

    PriceRow(Price price, String correlationId) {
        this.id = price.id();
        this.planId = price.planId();
        this.perHour = price.perHour();
        this.currency = price.currency();
        this.effectiveFrom = price.effectiveFrom();
        this.correlationId = correlationId;
    }

    Price price() {
        return new Price(id, planId, perHour, currency, effectiveFrom);
    }
}
