package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.MatcherReader;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Alerts, open and past. */
@Path("/v1/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "alerts")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
public class AlertResource {

    private static final int MOST_MATCHERS = 20;

    private final AlertStore store;
    private final Transactions transactions;
    private final CallerContext context;
    private final AlertJson json;

    AlertResource(AlertStore store, Transactions transactions, CallerContext context, AlertJson json) {
        this.store = store;
        this.transactions = transactions;
        this.context = context;
        this.json = json;
    }

    @GET
    @Operation(
            summary = "List alerts, the newest first",
            description =
                    "Those that are pending, because what their rule looks for does not hold for long enough yet, are listed"
                            + " with state=pending alone. Each matcher, such as location=\"paris\" or metric=~\"cpu.*\", must match the labels of an alert."
                            + " With matchers a page can be shorter than its limit, and another can still follow.")
    public Uni<Page<AlertView>> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("group") @Nullable String group,
            @QueryParam("server") @Nullable String server,
            @QueryParam("matcher") List<String> matchers,
            @BeanParam PageRequest page) {
        Caller caller = context.caller();
        caller.refuseServers();
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        AlertStore.Filter filter = new AlertStore.Filter(
                accountOf(caller),
                constant("state", state, Alert.State.class, errors),
                constant("kind", kind, Kind.class, errors),
                group,
                server,
                matchers(matchers, errors));
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return transactions
                .inTransaction(session -> store.list(session, filter, page))
                .map(alerts -> alerts.map(alert -> AlertView.of(alert, json)));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One alert, with its evidence and history")
    public Uni<AlertView> get(@PathParam("id") String id) {
        Caller caller = context.caller();
        caller.refuseServers();
        return transactions.inTransaction(session -> session.find(Alert.class, id)
                .map(alert -> {
                    if (alert == null || (alert.locationId == null && !caller.canSee(alert.accountId))) {
                        throw Problems.notFound("alert", id);
                    }
                    return alert;
                })
                .chain(alert -> store.transitions(session, id)
                        .map(transitions -> AlertView.withHistory(alert, transitions, json))));
    }

    private static List<LabelMatcher> matchers(List<String> texts, List<FieldError> errors) {
        List<LabelMatcher> matchers = new ArrayList<>();
        for (String text : texts) {
            try {
                matchers.add(MatcherReader.read(text));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError("matcher", String.valueOf(e.getMessage())));
            }
        }
        if (texts.size() > MOST_MATCHERS) {
            errors.add(new FieldError("matcher", "must be given at most " + MOST_MATCHERS + " times"));
        }
        return matchers;
    }

    /** Null for an administrator who acts for nobody, and so sees all. */
    private static @Nullable String accountOf(Caller caller) {
        return caller.kind() == Caller.Kind.ADMIN ? caller.accountId() : caller.requireAccount();
    }

    private static <E extends Enum<E>> @Nullable E constant(
            String field, @Nullable String text, Class<E> type, List<FieldError> errors) {
        if (text == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (nameOf(constant).equalsIgnoreCase(text)) {
                return constant;
            }
        }
        String allowed = Arrays.stream(type.getEnumConstants())
                .map(AlertResource::nameOf)
                .collect(Collectors.joining(", "));
        errors.add(new FieldError(field, "must be one of " + allowed));
        return null;
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
