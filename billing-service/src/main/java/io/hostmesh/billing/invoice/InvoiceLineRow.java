package io.hostmesh.billing.invoice;

import io.hostmesh.billing.rate.Charge;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A line of a finalized invoice in the database. */
@Entity
@Immutable
@Table(name = "invoice_line")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class InvoiceLineRow {

    @Id
    String id;

    String invoiceId;
    int position;

    @Enumerated(EnumType.STRING)
    InvoiceLine.Kind kind;

    String serverId;

    @Nullable
    String groupId;

    String planId;
    Instant fromAt;
    Instant toAt;
    long seconds;
    long amountMinor;

    /** The charges as a JSON array. */
    String charges;

    String startCorrelationId;

    @Nullable
    String endCorrelationId;

    protected InvoiceLineRow() {}

    InvoiceLineRow(String id, String invoiceId, InvoiceLine line, String charges) {
        this.id = id;
        this.invoiceId = invoiceId;
        this.position = line.position();
        this.kind = line.kind();
        this.serverId = line.serverId();
        this.groupId = line.groupId();
        this.planId = line.planId();
        this.fromAt = line.from();
        this.toAt = line.to();
        this.seconds = line.seconds();
        this.amountMinor = line.amountMinor();
        this.charges = charges;
        this.startCorrelationId = line.startCorrelationId();
        this.endCorrelationId = line.endCorrelationId();
    }

    InvoiceLine line(List<Charge> parsedCharges) {
        return new InvoiceLine(
                position,
                kind,
                serverId,
                groupId,
                planId,
                fromAt,
                toAt,
                seconds,
                amountMinor,
                parsedCharges,
                startCorrelationId,
                endCorrelationId);
    }
}
