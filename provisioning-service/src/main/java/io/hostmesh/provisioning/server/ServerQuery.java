package io.hostmesh.provisioning.server;

import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.label.Selector;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a list of servers is narrowed by. Use as {@code @BeanParam}. */
public class ServerQuery {

    @QueryParam("group")
    @Nullable
    String group;

    @QueryParam("state")
    @Nullable
    String state;

    @QueryParam("location")
    @Nullable
    String location;

    @QueryParam("name")
    @Nullable
    String name;

    /** As in Kubernetes: {@code env=prod,zone in (a,b),!canary}. */
    @QueryParam("labelSelector")
    @Nullable
    String labelSelector;

    public ServerQuery() {}

    /** A 400 problem that names each parameter that is wrong, the page's too. */
    ServerStore.Filter filter(@Nullable String accountId, PageRequest page) {
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        if (state != null && ServerStates.stored(state).isEmpty()) {
            errors.add(new FieldError("state", "must be one of " + String.join(", ", ServerStates.allShown())));
        }
        Selector labels = Selector.read("labelSelector", labelSelector, errors);
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return new ServerStore.Filter(accountId, group, state, location, name, labels);
    }
}
