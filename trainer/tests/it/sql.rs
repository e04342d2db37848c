//! Checks that orders are read from real databases, started for the test, and that the loss of one gives a plain error.

use pairwell_cli::orders::{self, Orders, Place, Problem, Quiet, ReadError, ReadOptions, ReadReport};
use sqlx::{ConnectOptions, Connection, Executor};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::time::{Duration, Instant};

const SHOP: &str = "CREATE TABLE order_lines (order_id INT, ordered_at TIMESTAMP, email VARCHAR(80), sku VARCHAR(20),
        quantity DECIMAL(9, 2), unit_price DECIMAL(9, 2), status VARCHAR(20));
    INSERT INTO order_lines VALUES
        (1001, '2025-03-01 10:00:00', 'a@example.org', 'MUG-1', 1, 7.50, 'completed'),
        (1001, '2025-03-01 10:00:00', 'a@example.org', 'POT-2', 2, 19.00, 'completed'),
        (1001, '2025-03-01 10:00:00', 'a@example.org', 'POST', 1, 4.00, NULL),
        (1002, '2025-03-02 11:30:00', 'b@example.org', 'CUP-3', 1, 4.20, NULL),
        (1002, '2025-03-02 11:30:00', 'b@example.org', 'MUG-1', 3, 7.50, NULL),
        (1003, '2025-03-02 12:00:00', 'c@example.org', 'CUP-3', 1, 4.20, 'cancelled'),
        (1004, '2025-03-05 09:15:00', 'a@example.org', 'POT-2', 1, 19.00, 'completed'),
        (1004, '2025-03-05 09:15:00', 'a@example.org', 'TEA-4', 2, NULL, 'completed');";
const QUERY: &str = "SELECT * FROM order_lines ORDER BY ordered_at, order_id";

/// The tables of a WooCommerce shop that its recipe reads, twice: with orders of their own (HPOS) and with orders as posts.
/// 35 has no SKU, 51 and 52 are variations of 50: one with a SKU of its own, one with its product's.
const WOOCOMMERCE: &str = "
    CREATE TABLE wp_wc_orders (id BIGINT, status VARCHAR(20), type VARCHAR(20), customer_id BIGINT, date_created_gmt DATETIME);
    INSERT INTO wp_wc_orders VALUES (1, 'wc-completed', 'shop_order', 7, '2025-03-01 10:00:00'),
        (2, 'wc-processing', 'shop_order', 0, '2025-03-02 10:00:00'), (3, 'wc-cancelled', 'shop_order', 7, '2025-03-03 10:00:00'),
        (4, 'wc-completed', 'shop_order_refund', 7, '2025-03-04 10:00:00');
    CREATE TABLE wp_posts (ID BIGINT, post_date_gmt DATETIME, post_status VARCHAR(20), post_type VARCHAR(20));
    INSERT INTO wp_posts SELECT id, date_created_gmt, status, type FROM wp_wc_orders;
    CREATE TABLE wp_postmeta (post_id BIGINT, meta_key VARCHAR(255), meta_value LONGTEXT);
    INSERT INTO wp_postmeta VALUES (1, '_customer_user', '7'), (2, '_customer_user', '0'), (3, '_customer_user', '7');
    CREATE TABLE wp_woocommerce_order_items (order_item_id BIGINT, order_id BIGINT, order_item_type VARCHAR(200));
    INSERT INTO wp_woocommerce_order_items VALUES (11, 1, 'line_item'), (12, 1, 'line_item'), (13, 1, 'shipping'),
        (21, 2, 'line_item'), (22, 2, 'line_item'), (23, 2, 'line_item'), (31, 3, 'line_item'), (41, 4, 'line_item');
    CREATE TABLE wp_woocommerce_order_itemmeta (order_item_id BIGINT, meta_key VARCHAR(255), meta_value LONGTEXT);
    INSERT INTO wp_woocommerce_order_itemmeta VALUES
        (11, '_product_id', '35'), (11, '_variation_id', '0'), (11, '_qty', '2'),
        (12, '_product_id', '50'), (12, '_variation_id', '51'), (12, '_qty', '1'),
        (13, '_qty', '1'),
        (21, '_product_id', '50'), (21, '_variation_id', '52'), (21, '_qty', '1'),
        (22, '_product_id', '60'), (22, '_variation_id', '0'), (22, '_qty', '1'),
        (23, '_product_id', '0'), (23, '_variation_id', '0'), (23, '_qty', '1'),
        (31, '_product_id', '60'), (31, '_variation_id', '0'), (31, '_qty', '1'),
        (41, '_product_id', '35'), (41, '_variation_id', '0'), (41, '_qty', '-1');
    CREATE TABLE wp_wc_product_meta_lookup (product_id BIGINT, sku VARCHAR(100));
    INSERT INTO wp_wc_product_meta_lookup VALUES (35, ''), (50, 'HOOD'), (51, 'HOOD-B'), (52, ''), (60, 'MUG');";

/// The recipe's queries call items as the shop's pages do.
fn check_woocommerce(url: &str) {
    for kind in ["hpos", "posts"] {
        let path = format!("{}/../docs/examples/woocommerce/orders-{kind}.sql", env!("CARGO_MANIFEST_DIR"));
        let query = std::fs::read_to_string(path).unwrap();
        let (orders, report) = read(url, &query).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((&orders.starts, &orders.items), (&vec![0, 2, 4], &vec![0, 1, 2, 3]), "{report}");
        assert_eq!(orders.skus, ["35", "HOOD-B", "HOOD", "MUG"], "{report}");
        assert_eq!(orders.customers, Some(vec![0, u32::MAX]), "{report}: a guest is nobody");
    }
}

fn read(url: &str, query: &str) -> Result<(Orders, ReadReport), ReadError> {
    let options = ReadOptions { query: Some(query.to_owned()), ..ReadOptions::default() };
    orders::read(&[url.to_owned()], &options, &Quiet)
}

fn check_shop(url: &str) {
    let (orders, report) = read(url, QUERY).unwrap_or_else(|error| panic!("{error}"));
    let expected = Orders {
        skus: ["MUG-1", "POT-2", "CUP-3", "TEA-4"].map(str::to_owned).to_vec(),
        starts: vec![0, 2, 4, 6],
        items: vec![0, 1, 2, 0, 1, 3],
        id_crcs: [b"1001", b"1002", b"1004"].map(|id| crc32fast::hash(id)).to_vec(),
        cart_crcs: [b"c1001", b"c1002", b"c1004"].map(|id| crc32fast::hash(id)).to_vec(),
        times: Some(vec![1_740_823_200, 1_740_915_000, 1_741_166_100]),
        customers: Some(vec![0, 1, 0]),
        kinds: None,
        kinship: None,
    };
    assert_eq!(orders, expected, "{report}");
    assert!(!format!("{orders:?}{report:?}").contains("example.org"));
}

/// What every database must do alike.
fn check_contract(url: &str) {
    check_shop(url);
    let error = read(url, "SELECT sku FROM order_lines").unwrap_err();
    assert_eq!(error.problem, Problem::MissingColumn, "{error}");
    assert!(error.to_string().contains("--map order=COLUMN,item=sku"), "{error}");
    let error = read(url, "SELECT * FROM nothing_here").unwrap_err();
    assert_eq!(error.problem, Problem::Usage, "{error}");
    assert!(
        error.to_string().contains("the query was refused") && error.to_string().contains("nothing_here"),
        "{error}"
    );
    let error = read(url, "SELECT * FROM order_lines WHERE order_id = 0").unwrap_err();
    assert_eq!(error.problem, Problem::Empty, "{error}");
    assert!(read(url, "DELETE FROM order_lines").is_err(), "a query must not be able to write");
    check_shop(url);
    let options = ReadOptions {
        strict: true,
        query: Some("SELECT 1 AS order_id, 'A' AS sku, 'x' AS qty".to_owned()),
        ..ReadOptions::default()
    };
    let error = orders::read(&[url.to_owned()], &options, &Quiet).unwrap_err();
    assert_eq!((error.place, error.column.as_deref()), (Some(Place::Row(1)), Some("qty")), "{error}");
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn sqlite_tells_the_same_orders() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("shop.db").display());
    block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::from_str(&url).unwrap().create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        connection.execute(sqlx::raw_sql(SHOP)).await.unwrap();
        connection.execute(sqlx::raw_sql(WOOCOMMERCE)).await.unwrap();
        connection.close().await.unwrap();
    });
    check_contract(&url);
    check_woocommerce(&url);
}

#[test]
fn a_database_needs_a_query_and_a_server() {
    let options = ReadOptions::default();
    let error = orders::read(&["postgres://shop:secret@127.0.0.1:1/shop".to_owned()], &options, &Quiet).unwrap_err();
    assert_eq!(error.problem, Problem::Usage);
    assert!(error.to_string().contains("--query 'SELECT"), "{error}");
    let error = read("postgres://shop:secret@127.0.0.1:1/shop?sslmode=disable", QUERY).unwrap_err();
    assert_eq!(error.problem, Problem::Unreadable);
    assert!(error.to_string().contains("postgres://shop@127.0.0.1:1/shop: cannot connect"), "{error}");
    assert!(!error.to_string().contains("secret"), "{error}");
}

/// A server started for one test, stopped and removed after it.
struct Server {
    process: Child,
    url: String,
    _directory: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A program on the path, or where Debian puts those of PostgreSQL.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    places.push("/usr/sbin".into());
    places.extend(
        std::fs::read_dir("/usr/lib/postgresql")
            .into_iter()
            .flatten()
            .flatten()
            .map(|version| version.path().join("bin")),
    );
    let found = places.into_iter().map(|place| place.join(name)).find(|program| program.exists());
    if found.is_none() {
        eprintln!("not checked: {name} is not installed");
    }
    found
}

/// A program that runs in a directory. Database servers refuse to run as root: then it runs as nobody, who owns the directory.
fn command(program: &Path, directory: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let mut command = Command::new(if root { Path::new("setpriv") } else { program });
    if root {
        assert!(Command::new("chown").args(["-R", "nobody"]).arg(directory).status().unwrap().success());
        command.args(["--reuid=nobody", "--clear-groups"]).arg(program);
    }
    command.current_dir(directory);
    command
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Waits until a server answers, and fills its shop.
fn fill<C: ConnectOptions>(options: &C, statements: &'static str)
where
    C::Connection: Sized,
    for<'c> &'c mut C::Connection: Executor<'c>,
{
    // Only a server that never comes up takes this long.
    let give_up = Instant::now() + Duration::from_secs(300);
    block_on(async {
        loop {
            match options.connect().await {
                Ok(mut connection) => return connection.execute(sqlx::raw_sql(statements)).await.map(|_| ()).unwrap(),
                Err(error) if Instant::now() > give_up => panic!("the server does not come up: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    });
}

/// Runs what makes a server's files.
fn set_up(init: &mut Command) {
    let init = init.output().unwrap();
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
}

fn postgres() -> Option<Server> {
    let (initdb, postgres) = (program("initdb")?, program("postgres")?);
    let directory = tempfile::tempdir().unwrap();
    let (home, port) = (directory.path().join("db"), free_port());
    let user = ["-U", "shop", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C", "-D"];
    set_up(command(&initdb, directory.path()).args(user).arg(&home));
    let mut server = command(&postgres, directory.path());
    server.arg("-D").arg(&home).arg("-k").arg(directory.path());
    server.args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]);
    let process = server.stderr(Stdio::null()).spawn().unwrap();
    let url = format!("postgres://shop:secret@127.0.0.1:{port}/postgres");
    Some(Server { process, url, _directory: directory })
}

#[test]
fn postgresql_tells_the_same_orders_and_says_when_it_goes_away() {
    let Some(server) = postgres() else { return };
    fill(&sqlx::postgres::PgConnectOptions::from_str(&server.url).unwrap(), SHOP);
    check_contract(&server.url);
    let dies = "SELECT g AS order_id, CASE WHEN g = 50000 THEN pg_terminate_backend(pg_backend_pid())::text ELSE 'A' END AS sku
        FROM generate_series(1, 100000) g";
    let error = read(&server.url, dies).unwrap_err();
    assert_eq!(error.problem, Problem::Interrupted, "{error}");
    assert!(error.to_string().contains("the database stopped answering"), "{error}");
    assert!(!error.to_string().contains("secret"), "{error}");
}

fn mysql() -> Option<Server> {
    let (install, mariadbd) = (program("mariadb-install-db")?, program("mariadbd")?);
    let directory = tempfile::tempdir().unwrap();
    let (home, port) = (directory.path().join("db"), free_port());
    std::fs::create_dir(&home).unwrap();
    let mut base = vec!["--no-defaults".to_owned(), format!("--datadir={}", home.display())];
    if let Some(root) = std::env::var_os("MARIADB_BASEDIR") {
        base.push(format!("--basedir={}", Path::new(&root).display()));
    }
    let user = ["--auth-root-authentication-method=normal", "--skip-test-db"];
    set_up(command(&install, directory.path()).args(&base).args(user));
    let mut server = command(&mariadbd, directory.path());
    server.args(&base).args([format!("--port={port}"), "--bind-address=127.0.0.1".to_owned()]);
    server.arg(format!("--socket={}", directory.path().join("s").display()));
    server.arg(format!("--pid-file={}", directory.path().join("pid").display()));
    let process = server.stderr(Stdio::null()).spawn().unwrap();
    let url = format!("mysql://root@127.0.0.1:{port}/mysql?ssl-mode=disabled");
    Some(Server { process, url, _directory: directory })
}

/// Waits until a query sleeps between two rows: the rows before are sent.
fn wait_until_asleep(url: &str) {
    let asleep = "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep'";
    block_on(async {
        let mut watcher = sqlx::mysql::MySqlConnectOptions::from_str(url).unwrap().connect().await.unwrap();
        while sqlx::query_scalar::<_, i64>(asleep).fetch_one(&mut watcher).await.unwrap() == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
}

#[test]
fn mysql_tells_the_same_orders_and_says_when_it_goes_away() {
    let Some(server) = mysql() else { return };
    fill(&sqlx::mysql::MySqlConnectOptions::from_str(&server.url).unwrap(), SHOP);
    fill(&sqlx::mysql::MySqlConnectOptions::from_str(&server.url).unwrap(), WOOCOMMERCE);
    check_contract(&server.url);
    check_woocommerce(&server.url);
    let process = server.process.id().to_string();
    let url = server.url.clone();
    let killer = std::thread::spawn(move || {
        wait_until_asleep(&url);
        Command::new("kill").args(["-9", &process]).status().unwrap()
    });
    // Twenty thousand rows at once, then one a second, until the server is gone.
    let query = "SELECT seq AS order_id, 'A' AS sku, SLEEP(seq > 20000) AS pause FROM seq_1_to_1000000";
    let error = read(&server.url, query).unwrap_err();
    assert!(killer.join().unwrap().success());
    assert_eq!(error.problem, Problem::Interrupted, "{error}");
    assert!(matches!(error.place, Some(Place::Row(rows)) if rows > 1000), "{error}");
    assert!(error.to_string().contains("the database stopped answering"), "{error}");
}

/// One message of PostgreSQL's protocol: its kind, its length, its content.
fn message(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 4).unwrap().to_be_bytes();
    [&[kind][..], &length, content].concat()
}

/// What a server of PostgreSQL says to a query, up to the given number of rows of order 7 and item A.
fn answer(rows: usize) -> Vec<u8> {
    let column = |name: &str| [name.as_bytes(), &[0; 7], &25u32.to_be_bytes(), &[255; 6], &[0; 2]].concat();
    let columns = [&2u16.to_be_bytes()[..], &column("order_id"), &column("sku")].concat();
    let row = [&2u16.to_be_bytes()[..], &1u32.to_be_bytes(), b"7", &1u32.to_be_bytes(), b"A"].concat();
    [message(b'T', &columns), message(b'D', &row).repeat(rows)].concat()
}

/// A server that stops answering after `rows` rows, with the connection open; without a number, from the start.
fn falls_silent(rows: Option<usize>) -> String {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("postgres://shop:secret@{}/shop?sslmode=disable", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut heard = [0; 4096];
        let Some(rows) = rows else { return client.read(&mut heard).and_then(|_| client.read(&mut heard)).map(|_| ()) };
        let ready = message(b'Z', b"I");
        let welcome = [message(b'R', &[0; 4]), ready.clone()].concat();
        for said in [welcome, [message(b'C', b"SET\0"), ready].concat(), answer(rows)] {
            let _ = client.read(&mut heard)?;
            client.write_all(&said)?;
        }
        // Held open until the reader has had enough.
        client.read(&mut heard).map(|_| ())
    });
    url
}

fn given_up(url: &str) -> ReadError {
    // Long enough for a busy machine to send the next row in time.
    let max_wait = Duration::from_millis(500);
    let options = ReadOptions { query: Some(QUERY.to_owned()), max_wait, ..ReadOptions::default() };
    let error = orders::read(&[url.to_owned()], &options, &Quiet).unwrap_err();
    assert_eq!(error.problem, Problem::Interrupted, "{error}");
    assert!(error.to_string().contains("--max-wait") && !error.to_string().contains("secret"), "{error}");
    error
}

#[test]
fn a_database_that_falls_silent_is_given_up() {
    let error = given_up(&falls_silent(Some(3)));
    assert_eq!(error.place, Some(Place::Row(3)));
    assert!(error.to_string().contains("has sent nothing for 0.5 seconds"), "{error}");
    let error = given_up(&falls_silent(Some(0)));
    assert!(error.to_string().contains("has sent nothing for 5 seconds"), "the first row has more time: {error}");
    let error = given_up(&falls_silent(None));
    assert!(error.to_string().contains("has sent nothing for 0.5 seconds"), "{error}");
}
