package io.hostmesh.provisioning;

import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the activities of groups are called. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class ActivityKindsTest {

    private final Api api = new Api();

    @Inject
    DataSource database;

    /** Rows have it with an underscore, as the API had it once. */
    @Test
    void shouldWriteTheKindsOfActivitiesAsItWritesAllConstants() throws SQLException {
        String id = api.createGroup(0, 1);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into activities (id, group_id, account_id, kind, because, from_size, to_size,"
                    + " wished, server_ids, correlation_id, happened_at, repeats) values ('act_back" + id + "', '" + id
                    + "', '"
                    + api.account + "', 'roll_back', 'test', 0, 0, 0, '', 'request_1', now(), 0)");
        }
        for (String kind : List.of("roll-back", "roll_back")) {
            api.as()
                    .get("/v1/groups/" + id + "/activities?kind=" + kind)
                    .then()
                    .statusCode(200)
                    .body("items.kind", equalTo(List.of("roll-back")));
        }
        api.deleteGroup(id);
    }
}
