package io.hostmesh.monitoring.scrape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What customers ask of their targets: one transaction for each request. */
@ApplicationScoped
class ScrapeTargets {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final ScrapeSettings settings;
    private final ObjectMapper json;
    private final Ids ids;
    private final Clock clock;

    ScrapeTargets(
            Transactions transactions,
            Idempotency idempotency,
            ScrapeSettings settings,
            ObjectMapper json,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.settings = settings;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /** Adds a target; the request has no errors and its server is one of the account. */
    Uni<Response> create(Caller caller, @Nullable String idempotencyKey, ScrapeTargetRequest request) {
        String accountId = caller.requireAccount();
        String fingerprint = idempotency.fingerprint("POST", "/v1/scrape-targets", request);
        return transactions.inTransaction(session -> idempotency.once(
                session, caller, idempotencyKey, fingerprint, () -> insert(session, accountId, request)));
    }

    private Uni<Reply> insert(Mutiny.Session session, String accountId, ScrapeTargetRequest request) {
        Instant now = clock.instant();
        ScrapeTarget target = new ScrapeTarget();
        target.id = ids.next("scr");
        target.accountId = accountId;
        target.job = String.valueOf(request.job());
        target.url = String.valueOf(request.url());
        target.serverId = request.server();
        target.labels = write(request.labels() == null ? Map.of() : new TreeMap<>(request.labels()));
        target.intervalSeconds = request.interval();
        target.timeoutSeconds = request.timeout();
        target.honourTimestamps = request.honourTimestamps() == null || request.honourTimestamps();
        target.nextAt = now;
        target.createdAt = now;
        return session.createNativeQuery(
                        "select 1 from (select pg_advisory_xact_lock(hashtext('scrape_target ' || :account))) as held",
                        Integer.class)
                .setParameter("account", accountId)
                .getSingleResult()
                .chain(() -> session.createSelectionQuery(
                                "select count(*) from ScrapeTarget where accountId = :account and ending = false",
                                Long.class)
                        .setParameter("account", accountId)
                        .getSingleResult())
                .chain(count -> {
                    if (count >= settings.maximumTargetsPerAccount()) {
                        throw Problems.refusal(
                                Refusal.TOO_MANY_SCRAPE_TARGETS,
                                "The account has " + count + " scrape targets and may have "
                                        + settings.maximumTargetsPerAccount() + ".");
                    }
                    return session.persist(target);
                })
                .map(done -> new Reply(201, "/v1/scrape-targets/" + target.id, view(target)));
    }

    /** Those of an account, the newest first; null for those of all. */
    Uni<Page<ScrapeTargetView>> list(@Nullable String accountId, PageRequest page) {
        String after = page.after();
        return transactions
                .inTransaction(session -> {
                    Mutiny.SelectionQuery<ScrapeTarget> query = session.createSelectionQuery(
                                    "from ScrapeTarget where ending = false"
                                            + (accountId == null ? "" : " and accountId = :account")
                                            + (after == null ? "" : " and id < :after") + " order by id desc",
                                    ScrapeTarget.class)
                            .setMaxResults(page.queryLimit());
                    if (accountId != null) {
                        query.setParameter("account", accountId);
                    }
                    if (after != null) {
                        query.setParameter("after", after);
                    }
                    return query.getResultList();
                })
                .map(found -> Page.of(found, page, target -> target.id).map(this::view));
    }

    Uni<ScrapeTargetView> get(Caller caller, String id) {
        return transactions.inTransaction(session -> find(session, caller, id)).map(this::view);
    }

    /** Ends it: it is not asked again, and its series end shortly after. */
    Uni<Void> delete(Caller caller, String id) {
        return transactions.inTransaction(session -> find(session, caller, id)
                .invoke(target -> {
                    target.ending = true;
                    target.nextAt = clock.instant();
                })
                .replaceWithVoid());
    }

    private Uni<ScrapeTarget> find(Mutiny.Session session, Caller caller, String id) {
        return session.find(ScrapeTarget.class, id).map(target -> {
            if (target == null || target.ending || !caller.canSee(target.accountId)) {
                throw Problems.notFound("scrape target", id);
            }
            return target;
        });
    }

    /** The labels that each series of the target gets. */
    Map<String, String> labelsOf(ScrapeTarget target, String serverLabel) {
        Map<String, String> labels = new TreeMap<>(read(target.labels));
        labels.put("job", target.job);
        labels.put("instance", instance(target.url));
        if (target.serverId != null) {
            labels.put(serverLabel, target.serverId);
        }
        return labels;
    }

    private ScrapeTargetView view(ScrapeTarget target) {
        Instant at = target.lastAt;
        ScrapeTargetView.Last last = at == null
                ? null
                : new ScrapeTargetView.Last(
                        at,
                        target.lastSamples >= 0,
                        Math.max(0, target.lastSamples),
                        target.lastMillis,
                        target.lastFailure);
        return new ScrapeTargetView(
                target.id,
                target.url,
                target.job,
                instance(target.url),
                target.serverId,
                read(target.labels),
                target.intervalSeconds,
                target.timeoutSeconds,
                target.honourTimestamps,
                last,
                target.createdAt);
    }

    private static String instance(String url) {
        URI uri = URI.create(url);
        int standard = "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS : HTTP;
        return uri.getHost() + ":" + (uri.getPort() < 0 ? standard : uri.getPort());
    }

    private String write(Map<String, String> labels) {
        try {
            return json.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected labels that can be written as JSON", e);
        }
    }

    private Map<String, String> read(String labels) {
        try {
            return json.readValue(labels, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the labels that were written", e);
        }
    }
}
