package io.hostmesh.kit.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CallerTest {

    private final Caller account = new Caller(Caller.Kind.ACCOUNT, "key", "acc_1", null, null);
    private final Caller server = new Caller(Caller.Kind.SERVER, "srv_1", "acc_1", "srv_1", "grp_1");
    private final Caller operator = new Caller(Caller.Kind.ADMIN, "key", null, null, null);
    private final Caller operatorForAnAccount = new Caller(Caller.Kind.ADMIN, "key", "acc_1", null, null);

    @Test
    void shouldSeeItsOwnAccountOnly() {
        assertTrue(account.canSee("acc_1"));
        assertFalse(account.canSee("acc_2"));
        assertFalse(account.canSee(null));
        assertFalse(operatorForAnAccount.canSee("acc_2"));
        assertTrue(operator.canSee("acc_2"));
        assertTrue(operator.canSee(null));
    }

    @Test
    void shouldKnowTheAccountToActFor() {
        assertEquals("acc_1", operatorForAnAccount.requireAccount());
        assertEquals(400, statusOf(operator::requireAccount));
    }

    @Test
    void shouldRefuseWhoMayNot() {
        assertEquals(403, statusOf(account::requireAdmin));
        assertEquals(403, statusOf(server::requireAdmin));
        assertEquals(403, statusOf(server::refuseServers));
        assertDoesNotThrow(account::refuseServers);
        assertDoesNotThrow(operator::requireAdmin);
    }

    private static int statusOf(Executable refused) {
        return assertThrows(ProblemException.class, refused).problem().status();
    }
}
