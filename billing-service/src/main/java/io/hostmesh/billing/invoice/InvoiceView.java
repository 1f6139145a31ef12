package io.hostmesh.billing.invoice;

import io.hostmesh.billing.rate.Charge;
import io.hostmesh.billing.rate.Currencies;
import io.hostmesh.contracts.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as the API shows it.
 *
 * @param number null for a draft
 * @param periodEnd for a draft: now
 * @param total the sum of its lines
 * @param amountDue what is still to be paid
 * @param lines null in lists
 */
record InvoiceView(
        String id,
        @Nullable String number,
        String account,
        Status status,
        Instant periodStart,
        Instant periodEnd,
        Money total,
        Money amountDue,
        @Nullable Instant finalizedAt,
        @Nullable String correlationId,
        @Nullable List<Line> lines) {

    enum Status {
        DRAFT,
        FINALIZED,
        PAID
    }

    record Line(
            int position,
            InvoiceLine.Kind kind,
            String description,
            String serverId,
            @Nullable String groupId,
            String plan,
            Instant from,
            Instant to,
            long seconds,
            Money amount,
            List<Charge> charges,
            String startCorrelationId,
            @Nullable String endCorrelationId) {

        static Line of(InvoiceLine line, String currency) {
            return new Line(
                    line.position(),
                    line.kind(),
                    line.description(),
                    line.serverId(),
                    line.groupId(),
                    line.planId(),
                    line.from(),
                    line.to(),
                    line.seconds(),
                    Currencies.fromMinor(line.amountMinor(), currency),
                    line.charges(),
                    line.startCorrelationId(),
                    line.endCorrelationId());
        }
    }

    static InvoiceView draft(String id, String accountId, Draft draft, String currency) {
        return new InvoiceView(
                id,
                null,
                accountId,
                Status.DRAFT,
                draft.periodStart(),
                draft.periodEnd(),
                Currencies.fromMinor(draft.totalMinor(), currency),
                Currencies.fromMinor(0, currency),
                null,
                null,
                lines(draft.lines(), currency));
    }

    static InvoiceView finalized(FinalizedInvoice invoice, boolean paid, @Nullable List<InvoiceLine> lines) {
        return new InvoiceView(
                invoice.id(),
                invoice.printedNumber(),
                invoice.accountId(),
                paid ? Status.PAID : Status.FINALIZED,
                invoice.periodStart(),
                invoice.periodEnd(),
                Currencies.fromMinor(invoice.totalMinor(), invoice.currency()),
                Currencies.fromMinor(paid ? 0 : invoice.totalMinor(), invoice.currency()),
                invoice.finalizedAt(),
                invoice.correlationId(),
                lines == null ? null : lines(lines, invoice.currency()));
    }

    InvoiceView withoutLines() {
        return new InvoiceView(
                id,
                number,
                account,
                status,
                periodStart,
                periodEnd,
                total,
                amountDue,
                finalizedAt,
                correlationId,
                null);
    }

    private static List<Line> lines(List<InvoiceLine> lines, String currency) {
        return lines.stream().map(line -> Line.of(line, currency)).toList();
    }
}
