package io.hostmesh.contracts;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.contracts.GroupEvent.GroupSpec;
import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.contracts.GroupEvent.PolicyType;
import io.hostmesh.contracts.GroupEvent.PredictiveMode;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.contracts.MaintenanceEvent.Touched;
import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event of each type, as it could have happened. */
final class Examples {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");
    private static final String ACCOUNT = "acc_01m80dc8aqeavb0b00r16t14ak";
    private static final String SERVER = "srv_01m80dc8aqecwb0bkh86fsfyge";
    private static final String REPLACEMENT = "srv_01m80dc8aqedhv0bv38c0j4vza";
    private static final String GROUP = "grp_01m80dc8aqeccv0b928f37r1t7";
    private static final String ALERT = "alt_01m80dc8befam8qhm77m8etjpa";
    private static final String ACTIVITY = "act_01m80dc8c0e5y9v2b3m4n5p6q7";
    private static final String BUDGET = "bud_01m80dc8c1e5y9v2b3m4n5p6q7";
    private static final String INVOICE = "inv_01m80dc8c2e5y9v2b3m4n5p6q7";
    private static final String PAYMENT = "pay_01m80dc8c3e5y9v2b3m4n5p6q7";
    private static final String PRICE = "prc_01m80dc8c4e5y9v2b3m4n5p6q7";
    private static final String TICKET = "tkt_01m80dc8byeytranycwpjfj158";
    private static final String MAINTENANCE = "mnt_01m80dc8che5y9v2b3m4n5p6q7";
    private static final String AUDIT = "aud_01m80dc8c5e5y9v2b3m4n5p6q7";

    private static final String DIAGNOSIS = "dia_01m80dc8che5y9v2b3m4n5p6q8";

    private static final String CPU = "cpu_utilization_percent";
    private static final Measurement MEASUREMENT =
            new Measurement(CPU, 91.25, 60.0, 2, 0, AT.minusMillis(23), AT.minusMillis(5));
    private static final Scope GROUP_SCOPE = new Scope(GROUP, null);
    private static final Scope SERVER_SCOPE = new Scope(GROUP, SERVER);
    private static final Notice TOLD = Notice.tell("server/" + SERVER);
    private static final Notice SILENCED = new Notice(
            "location/local",
            true,
            List.of("sil_01m80dc8cge5y9v2b3m4n5p6q7"),
            List.of("location/local"),
            List.of(MAINTENANCE),
            true);
    private static final GroupSpec SPEC =
            new GroupSpec("small", "workload-1", "local", 1, 4, new TargetTracking(CPU, 60.0, 0.1), policies(), 10);

    private Examples() {}

    /** What happens in the example, in the order of {@link EventTypes}. */
    static List<Event<?>> all() {
        return List.of(
                monitoring(new AlertEvent.Fired(
                        ALERT,
                        Kind.OVERLOAD,
                        GROUP_SCOPE,
                        "cpu_utilization_percent is 91.25 on the mean of 2 members, over 60 by more than 10 %",
                        MEASUREMENT,
                        List.of(new Series(
                                SERVER, CPU, List.of(new Point(AT.minusSeconds(1), 88.5), new Point(AT, 94.0)))),
                        SILENCED,
                        AT)),
                monitoring(new AlertEvent.StillFiring(ALERT, Kind.OVERLOAD, GROUP_SCOPE, MEASUREMENT, SILENCED, AT)),
                monitoring(new AlertEvent.Resolved(
                        ALERT, Kind.FAILURE, SERVER_SCOPE, "the server was replaced", null, TOLD, AT)),
                monitoring(new AlertEvent.Unmuted(
                        ALERT,
                        Kind.FAILURE,
                        SERVER_SCOPE,
                        "Server web-1 failed: the process is gone",
                        "silence sil_01m80dc8cge5y9v2b3m4n5p6q7 ended",
                        null,
                        List.of(new Series(SERVER, CPU, List.of(new Point(AT.minusSeconds(60), 12.5)))),
                        TOLD,
                        AT.minusSeconds(59),
                        AT)),
                monitoring(new AlertEvent.FlappingStarted(
                        ALERT,
                        Kind.OVERLOAD,
                        GROUP_SCOPE,
                        "cpu_utilization_percent changed its side 7 times",
                        31.5,
                        Notice.tell("group/" + GROUP),
                        AT)),
                monitoring(new AlertEvent.FlappingStopped(
                        ALERT, Kind.OVERLOAD, GROUP_SCOPE, false, 4.75, Notice.tell("group/" + GROUP), AT)),
                diagnosis(),
                provisioning(
                        SERVER, new ServerEvent.Requested(SERVER, "web-1", GROUP, "small", "workload-1", "local", AT)),
                provisioning(
                        SERVER,
                        new ServerEvent.Provisioned(
                                SERVER, "web-1", GROUP, "small", "workload-1", "local", "127.0.0.1:40001", AT)),
                provisioning(SERVER, new ServerEvent.Stopped(SERVER, null, "small", "stopped by its owner", AT)),
                provisioning(SERVER, new ServerEvent.Started(SERVER, null, "small", "127.0.0.1:40001", AT)),
                provisioning(
                        SERVER,
                        new ServerEvent.Failed(
                                SERVER,
                                "web-1",
                                GROUP,
                                "small",
                                "the process is gone",
                                new FailureEvidence(137, List.of("listening on 40001", "serving"), "driver:process"),
                                AT)),
                provisioning(SERVER, new ServerEvent.Replaced(SERVER, GROUP, REPLACEMENT, "127.0.0.1:40002", AT)),
                provisioning(SERVER, new ServerEvent.Resized(SERVER, null, "small", "medium", AT)),
                provisioning(SERVER, new ServerEvent.Rebooted(SERVER, null, "medium", "127.0.0.1:40003", AT)),
                provisioning(
                        SERVER, new ServerEvent.Rebuilt(SERVER, null, "medium", "workload-1", "127.0.0.1:40004", AT)),
                provisioning(SERVER, new ServerEvent.Drifted(SERVER, null, "stopped", "running", "stopped", AT)),
                provisioning(SERVER, new ServerEvent.Deleted(SERVER, GROUP, "small", "the group was shrunk", AT)),
                provisioning(GROUP, new GroupEvent.Created(GROUP, "web", SPEC, AT)),
                provisioning(
                        GROUP,
                        new GroupEvent.Changed(
                                GROUP, "web", new GroupSpec("small", "workload-1", "local", 2, 2, null), AT)),
                provisioning(
                        GROUP,
                        new GroupEvent.Scaled(
                                GROUP,
                                ACTIVITY,
                                2,
                                4,
                                "2 members at 91.25 % ask for 4",
                                List.of(SERVER, REPLACEMENT),
                                AT)),
                provisioning(
                        GROUP,
                        new GroupEvent.ScalingDeclined(
                                GROUP,
                                ACTIVITY,
                                4,
                                6,
                                "maximum-reached",
                                "6 members are wished for, 4 are the most",
                                AT)),
                provisioning(GROUP, new GroupEvent.Deleted(GROUP, AT)),
                billing(
                        ACCOUNT,
                        new AccountEvent.BudgetThresholdCrossed(
                                BUDGET, 80, new Money("8.01", "EUR"), new Money("10.00", "EUR"), AT)),
                billing(
                        ACCOUNT,
                        new AccountEvent.SpendLimitReached(
                                BUDGET, new Money("10.00", "EUR"), new Money("10.00", "EUR"), AT)),
                billing(ACCOUNT, new AccountEvent.Reinstated("the budget was raised", AT)),
                billing(
                        INVOICE,
                        new InvoiceEvent.Finalized(
                                INVOICE, "2026-000001", AT.minusSeconds(3600), AT, new Money("12.34", "EUR"), AT)),
                billing(INVOICE, new InvoiceEvent.Paid(INVOICE, PAYMENT, new Money("12.34", "EUR"), AT)),
                billing(
                        INVOICE,
                        new InvoiceEvent.PaymentFailed(
                                INVOICE, PAYMENT, new Money("12.34", "EUR"), "the card was declined", AT)),
                event(
                        "/billing",
                        "small",
                        null,
                        new PriceEvent.Published(
                                "small", PRICE, new Money("9.00", "EUR"), Instant.parse("2026-01-01T00:00:00Z"))),
                ticket(new TicketEvent.Opened(
                        TICKET, "Server web-1 failed", "high", "platform/hostmesh", SERVER, GROUP, AT)),
                ticket(new TicketEvent.Replied(TICKET, "msg_01m80dc8byf18rap257w889msj", "platform/hostmesh", AT)),
                ticket(new TicketEvent.Solved(TICKET, "replaced by " + REPLACEMENT, AT)),
                ticket(new TicketEvent.Reopened(TICKET, "customer/hmk_abcdefghijklmnop replied", AT)),
                ticket(new TicketEvent.Closed(TICKET, "nobody objected to the solution in time", AT)),
                maintenance(new MaintenanceEvent.Scheduled(
                        MAINTENANCE,
                        "New disks in paris",
                        new Touched("paris", List.of(), List.of()),
                        AT.plusSeconds(3600),
                        AT.plusSeconds(7200),
                        AT)),
                maintenance(new MaintenanceEvent.Started(
                        MAINTENANCE,
                        new Touched(null, List.of(GROUP), List.of(SERVER, REPLACEMENT)),
                        AT.plusSeconds(3600),
                        AT)),
                maintenance(new MaintenanceEvent.Completed(MAINTENANCE, "done", AT)),
                event(
                        "/gateway",
                        AUDIT,
                        ACCOUNT,
                        new AuditEvent.Audited(
                                AUDIT, "account", "hmk_abcdefghijklmnop", "POST", "/v1/groups", 202, AT)));
    }

    private static List<Policy> policies() {
        return List.of(
                policy(PolicyType.TARGET_TRACKING, "requests_per_second", 200.0, 0.1, null, null),
                policy(
                        PolicyType.STEP,
                        CPU,
                        null,
                        null,
                        80.0,
                        List.of(new PolicyStep(0.0, 10.0, 1, null), new PolicyStep(10.0, null, null, 50.0))),
                new Policy(
                        PolicyType.SCHEDULED,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "0 8 * * 1-5",
                        "Europe/Berlin",
                        null,
                        2,
                        null,
                        null,
                        null),
                new Policy(
                        PolicyType.PREDICTIVE,
                        CPU,
                        60.0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        PredictiveMode.FORECAST_ONLY,
                        10));
    }

    private static Policy policy(
            PolicyType type,
            String metric,
            @Nullable Double target,
            @Nullable Double tolerance,
            @Nullable Double threshold,
            @Nullable List<PolicyStep> steps) {
        return new Policy(
                type,
                metric,
                target,
                tolerance,
                type == PolicyType.TARGET_TRACKING ? true : null,
                threshold,
                steps,
                type == PolicyType.STEP ? 60 : null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Event<?> monitoring(AlertEvent data) {
        return event("/monitoring", data.alertId(), ACCOUNT, data);
    }

    private static Event<?> diagnosis() {
        DiagnosisEvent.Hop near = new DiagnosisEvent.Hop(1, List.of("192.0.2.1"), 20, 20, 0.25, 0.5);
        DiagnosisEvent.Hop silent = new DiagnosisEvent.Hop(2, List.of(), 20, 0, null, null);
        return event(
                "/monitoring",
                DIAGNOSIS,
                ACCOUNT,
                new DiagnosisEvent.Finished(
                        DIAGNOSIS,
                        DiagnosisEvent.Reason.SERVER_FAILED,
                        SERVER,
                        null,
                        ALERT,
                        "203.0.113.7",
                        "local",
                        List.of(new DiagnosisEvent.Change(CPU, 20.5, 1.25, 94.0, 58.75)),
                        List.of(new Series(SERVER, CPU, List.of(new Point(AT.minusSeconds(10), 94.0)))),
                        new DiagnosisEvent.Echoes(100, 99, 0.5, 0.75, 1.5, 12.25),
                        new DiagnosisEvent.TracedPath(
                                true, List.of(near, silent), List.of("Latency does not jump anywhere on the path.")),
                        List.of("The way back was not traced: nothing at the other end does that."),
                        AT));
    }

    private static Event<?> provisioning(String subject, Object data) {
        return event("/provisioning", subject, ACCOUNT, data);
    }

    private static Event<?> billing(String subject, Object data) {
        return event("/billing", subject, ACCOUNT, data);
    }

    private static Event<?> ticket(TicketEvent data) {
        return event("/ticket", TICKET, ACCOUNT, data);
    }

    private static Event<?> maintenance(MaintenanceEvent data) {
        return event("/ticket", MAINTENANCE, null, data);
    }

    private static <T> Event<T> event(String source, String subject, @Nullable String accountId, T data) {
        return new Event<>(
                "019a2010-0000-7000-8000-000000000002",
                EventTypes.of(data),
                source,
                subject,
                AT.plusMillis(7),
                "req_01m80dc8aqedtv0c1bnehe10fz",
                accountId == null ? null : "019a2010-0000-7000-8000-000000000001",
                accountId,
                accountId == null ? null : "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                data);
    }
}
