using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Intake.Hooks;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.HotPath;

/// <summary>
/// What one hook and one SMS may cost, counted, not timed: these fail when somebody adds an allocation or a statement to the way every event
/// goes. Raise a bound only with a reason in the commit.
/// </summary>
[FileOnly]
[Collection(Name)]
public sealed class HotPathTests : IAsyncLifetime
{
    public const string Name = "counts what the whole process allocates";

    private const int Hooks = 500;

    /// <summary>Bytes; the context, headers and body a server would have made are not in it. The body itself is kept with the event: 170 of them. 3,840, and 5 %.</summary>
    private const long MostAllocatedPerHook = 4_030;

    /// <summary>26,230, and 5 %.</summary>
    private const long MostAllocatedPerSms = 27_540;

    /// <summary>2.05, and 5 %: where the event goes, and where its key does.</summary>
    private const double MostPagesPerHook = 2.15;

    private readonly SmsBridgeApp _app = new(); // each test's own: what one leaves waiting the other would relay

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_accepted_hook_allocates_no_more_than_it_did()
    {
        var tenant = await _app.NewTenantAsync();
        var endpoints = _app.Services.GetRequiredService<HookEndpoints>();
        var least = long.MaxValue;
        for (var batch = 0; batch < 8; batch++) // the least of them: what timers and the JIT allocate beside is not ours
        {
            var contexts = Enumerable.Range(0, Hooks).Select(index => Repayment(tenant, (batch * Hooks) + index + 10_000)).ToList();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            foreach (var context in contexts)
            {
                await endpoints.ReceiveAsync(context);
            }

            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Hooks);
            contexts.ShouldAllBe(context => context.Response.StatusCode == 200);
        }

        TestContext.Current.SendDiagnosticMessage("{0} bytes per hook", least);
        least.ShouldBeLessThanOrEqualTo(MostAllocatedPerHook);
    }

    /// <summary>The stand-in core and the recording gateway are in it: what is counted is that it does not grow.</summary>
    [Fact]
    public async Task An_sms_allocates_no_more_than_it_did()
    {
        const int Events = 100;
        var tenant = await _app.NewTenantAsync();
        var least = long.MaxValue;
        for (var batch = 0; batch < 6; batch++)
        {
            await PostAsync(tenant, Repayments(tenant, Events));
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await _app.DrainAsync();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Events);
        }

        TestContext.Current.SendDiagnosticMessage("{0} bytes per SMS", least);
        _app.Gateway.Sent.Count.ShouldBe(6 * Events);
        least.ShouldBeLessThanOrEqualTo(MostAllocatedPerSms);
    }

    /// <summary>What goes to the disk is pages: an index more is a page more of every hook.</summary>
    [Fact]
    public async Task A_hook_writes_no_more_pages_than_it_did()
    {
        const int Events = 200;
        var tenant = await _app.NewTenantAsync();
        var repayments = Repayments(tenant, Events);
        var database = _app.Services.GetRequiredService<Database>();
        await PagesWrittenAsync(database);

        await PostAsync(tenant, repayments);

        var ofHooks = await PagesWrittenAsync(database);

        TestContext.Current.SendDiagnosticMessage("{0} pages for {1} hooks", ofHooks, Events);
        ((double)ofHooks / Events).ShouldBeLessThanOrEqualTo(MostPagesPerHook);
    }

    [Fact]
    public async Task A_hook_is_one_statement_and_its_sms_six_besides_what_a_claim_shares()
    {
        const int Events = 40;
        var tenant = await _app.NewTenantAsync();
        var repayments = Repayments(tenant, Events);
        using var trace = await _app.Services.GetRequiredService<Database>().WriteAsync(session => session.Statements(static session => new StatementTrace((Microsoft.Data.Sqlite.SqliteConnection)session.Connection)));

        await PostAsync(tenant, repayments);

        trace.Take("event").ShouldBe(Events, "one INSERT each");
        await _app.DrainAsync();

        _app.Gateway.Sent.Count(sms => sms.Body.Contains("10.00", StringComparison.Ordinal)).ShouldBe(Events);
        var statements = trace.Take();
        var shared = statements.Where(entry => entry.Value < Events).Sum(entry => entry.Value);
        statements.Where(entry => entry.Value >= Events).Select(entry => entry.Value / Events).Sum().ShouldBeLessThanOrEqualTo(
            5, $"into the outbox; intent and attempt; outcome and attempt:\n{string.Join('\n', statements.Select(entry => $"{entry.Value} {entry.Key}"))}");
        shared.ShouldBeLessThanOrEqualTo(Events, "claims take many at a time");
    }

    /// <summary>In the core's books.</summary>
    private static List<long> Repayments(TestTenant tenant, int count) => [.. Enumerable.Range(0, count).Select(_ => tenant.Books.AddRepayment(TestTenant.Loan, 10m, new DateOnly(2026, 11, 21)))];

    private static async Task PostAsync(TestTenant tenant, List<long> repayments)
    {
        foreach (var repayment in repayments)
        {
            (await tenant.PostAsync(RawHook.Repayment(repayment))).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        }
    }

    /// <summary>By the writer's connection, since the last time.</summary>
    private static Task<int> PagesWrittenAsync(Database database) =>
        database.WriteAsync(static session =>
        {
            const int CacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE
            SQLitePCL.raw.sqlite3_db_status(((SqliteConnection)session.Connection).Handle, CacheWrite, out var written, out _, resetFlg: 1);
            return written;
        });

    private static DefaultHttpContext Repayment(TestTenant tenant, long number)
    {
        var context = new DefaultHttpContext();
        var body = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"officeId\":1,\"clientId\":7,\"loanId\":31,\"resourceId\":{number},\"changes\":{{\"transactionDate\":\"21 November 2026\",\"transactionAmount\":\"1500\",\"locale\":\"en\"}}}}"));
        context.Request.Method = "POST";
        context.Request.Path = "/modules/sms/";
        context.Request.ContentType = "application/json; charset=UTF-8";
        context.Request.ContentLength = body.Length;
        context.Request.Body = new MemoryStream(body);
        context.Request.Headers["X-Fineract-Entity"] = "LOAN";
        context.Request.Headers["X-Fineract-Action"] = "REPAYMENT";
        context.Request.Headers["Fineract-Platform-TenantId"] = tenant.Id;
        context.Request.Headers["X-Fineract-API-Key"] = tenant.ApiKey;
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        context.Response.Body = Stream.Null;
        return context;
    }

    /// <summary>Counts what SQLite executes on the writer's connection.</summary>
    private sealed class StatementTrace : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly SqliteConnection _connection;
        private Dictionary<string, int> _counts = new(StringComparer.Ordinal);

        public StatementTrace(SqliteConnection connection)
        {
            _connection = connection;
            SQLitePCL.raw.sqlite3_trace(connection.Handle, (_, statement) => Count(statement), null);
        }

        /// <summary>What was executed since the last time, by its beginning.</summary>
        public IReadOnlyDictionary<string, int> Take()
        {
            lock (_gate)
            {
                var counts = _counts;
                _counts = new Dictionary<string, int>(StringComparer.Ordinal);
                return counts;
            }
        }

        public int Take(string table) => Take().Where(entry => entry.Key.Contains(table, StringComparison.Ordinal)).Sum(entry => entry.Value);

        public void Dispose() => SQLitePCL.raw.sqlite3_trace(_connection.Handle, (SQLitePCL.strdelegate_trace?)null, null);

        private void Count(string statement)
        {
            var start = string.Join(' ', statement.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries).Take(3));
            if (start is "BEGIN IMMEDIATE" or "COMMIT")
            {
                return;
            }

            lock (_gate)
            {
                _counts[start] = _counts.GetValueOrDefault(start) + 1;
            }
        }
    }
}

[CollectionDefinition(HotPathTests.Name, DisableParallelization = true)]
public static class HotPathCollection;
