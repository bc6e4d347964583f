// What metrics call a statement: verb and table, and nothing of its values.

#include "services/common/db/statement_name.h"

#include <gtest/gtest.h>

namespace hecha::db {
namespace {

TEST(StatementNameTest, IsTheVerbAndTheTable) {
  EXPECT_EQ(StatementName("INSERT INTO lead (id) VALUES (?)"), "insert lead");
  EXPECT_EQ(StatementName("insert ignore into `inbox`(event_id) values (?)"), "insert inbox");
  EXPECT_EQ(StatementName("UPDATE lead SET state = ? WHERE id = ?"), "update lead");
  EXPECT_EQ(StatementName("DELETE FROM session WHERE expires_at < ?"), "delete session");
  EXPECT_EQ(StatementName("SELECT id, version FROM lead WHERE id = ?"), "select lead");
  EXPECT_EQ(StatementName("CREATE TABLE IF NOT EXISTS outbox (id BIGINT)"), "create outbox");
  EXPECT_EQ(StatementName("ALTER TABLE lead ADD COLUMN a INT"), "alter lead");
}

TEST(StatementNameTest, SeesPastWhatStandsBeforeAndWithin) {
  EXPECT_EQ(StatementName("-- adds\n/* FROM x */ SELECT 'FROM a', \"FROM b\" FROM lead"),
            "select lead");
  EXPECT_EQ(StatementName("SELECT COUNT(*) FROM (SELECT id FROM lead) AS l"), "select lead");
  EXPECT_EQ(StatementName("WITH r AS (SELECT id FROM unit) SELECT 1 FROM r"), "select unit");
  EXPECT_EQ(StatementName("SET STATEMENT a = 1 FOR SELECT id FROM lead"), "select lead");
}

TEST(StatementNameTest, IsTheVerbAloneWithoutATable) {
  EXPECT_EQ(StatementName("SELECT 1"), "select");
  EXPECT_EQ(StatementName("COMMIT"), "commit");
  EXPECT_EQ(StatementName("SET autocommit = 0"), "set");
  EXPECT_EQ(StatementName(""), "");
  EXPECT_EQ(StatementName("SELECT 'unterminated"), "select");
}

}  // namespace
}  // namespace hecha::db
