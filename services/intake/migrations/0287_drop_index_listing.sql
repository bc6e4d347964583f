DROP TABLE IF EXISTS index_listing
