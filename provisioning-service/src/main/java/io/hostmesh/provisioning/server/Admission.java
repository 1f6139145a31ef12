package io.hostmesh.provisioning.server;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.ServerRequests.CreateServer;
import io.hostmesh.provisioning.spending.SpendLimits;
import io.hostmesh.provisioning.sshkey.SshKeys;
import io.hostmesh.provisioning.userdata.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;

/** Lets a request for a server through, or says everything that is in its way. */
@ApplicationScoped
class Admission {

    private final Catalogue catalogue;
    private final SpendLimits spending;
    private final SshKeys sshKeys;
    private final UserData userData;
    private final Capacity capacity;

    Admission(Catalogue catalogue, SpendLimits spending, SshKeys sshKeys, UserData userData, Capacity capacity) {
        this.catalogue = catalogue;
        this.spending = spending;
        this.sshKeys = sshKeys;
        this.userData = userData;
        this.capacity = capacity;
    }

    /** What the new server gets; a problem where it cannot be had. The account's quota is locked from here on. */
    Uni<ServerAttributes> admit(Mutiny.Session session, String accountId, CreateServer request) {
        List<FieldError> errors = new ArrayList<>(request.errors());
        userData.errors(request.userData(), errors);
        return sshKeys.find(session, accountId, request.sshKeys(), errors).chain(keys -> catalogue
                .missing(session, request.plan(), request.image(), request.location())
                .invoke(missing -> Catalogue.refuse(errors, missing))
                .chain(() -> affordable(session, accountId))
                .chain(() -> roomFor(session, accountId, request))
                .chain(() -> catalogue.currentPlan(session, Objects.requireNonNull(request.plan())))
                .map(plan -> new ServerAttributes(
                        plan.version(),
                        ServerAttributes.FIRST_REVISION,
                        Labels.of(request.labels()),
                        keys,
                        request.userData() != null && !request.userData().isEmpty(),
                        Boolean.TRUE.equals(request.deletionProtection()))));
    }

    private Uni<Void> affordable(Mutiny.Session session, String accountId) {
        return spending.reason(session, accountId)
                .invoke(limit -> {
                    if (limit != null) {
                        throw Problems.refusal(
                                Refusal.SPEND_LIMIT_REACHED, "Nothing more can be provisioned: " + limit + ".");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> roomFor(Mutiny.Session session, String accountId, CreateServer request) {
        return capacity.shortage(
                        session,
                        accountId,
                        Objects.requireNonNull(request.plan()),
                        Objects.requireNonNull(request.location()),
                        1)
                .invoke(shortage -> {
                    if (shortage != null) {
                        throw Problems.refusal(
                                shortage.reason(), "Nothing more can be provisioned: " + shortage.because() + ".");
                    }
                })
                .chain(() -> refuseTaken(session, accountId, Objects.requireNonNull(request.name())));
    }

    /** Call it with the account's quota locked, so that of two that want a name at once the second sees the first. */
    static Uni<Void> refuseTaken(Mutiny.Session session, String accountId, String name) {
        return session.createQuery(
                        "select id from ServerRow where accountId = :account and name = :name and groupId is null"
                                + " and state not in ('deleting', 'deleted')",
                        String.class)
                .setParameter("account", accountId)
                .setParameter("name", name)
                .setMaxResults(1)
                .getSingleResultOrNull()
                .invoke(bearer -> {
                    if (bearer != null) {
                        throw Problems.refusal(
                                Refusal.NAME_TAKEN,
                                "The account has another server with the name " + name + ": " + bearer + ".");
                    }
                })
                .replaceWithVoid();
    }
}
