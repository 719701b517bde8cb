using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Hosting.Connections;
using SmsBridge.Tests.Support;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tests.Hosting.Connections;

public class ConnectionTableTests
{
    private static readonly IPAddress Proxy = IPAddress.Parse("10.0.0.7");

    private readonly TestClock _clock = new();

    [Fact]
    public void The_oldest_idle_one_gives_way_to_the_one_too_many()
    {
        var table = Table(most: 3);
        var (first, second, third) = (Connect(table, "192.0.2.1"), Connect(table, "192.0.2.2"), Connect(table, "192.0.2.3"));

        Connect(table, "192.0.2.4").IsEnded.ShouldBeFalse();

        new[] { first.IsEnded, second.IsEnded, third.IsEnded }.ShouldBe([true, false, false]);
        table.Count.ShouldBe(3);
    }

    [Fact]
    public async Task One_with_a_request_in_work_is_never_ended()
    {
        var table = Table(most: 2);
        var busy = Connect(table, "192.0.2.1");
        await busy.SayAsync("GET");
        var idle = Connect(table, "192.0.2.2");

        Connect(table, "192.0.2.3");

        (busy.IsEnded, idle.IsEnded).ShouldBe((false, true));
    }

    [Fact]
    public async Task Who_was_never_heard_gives_way_before_who_was()
    {
        var table = Table(most: 2);
        var core = Connect(table, "192.0.2.1");
        await core.SayAsync("GET");
        core.Wait();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var silent = Connect(table, "192.0.2.2");
        _clock.Advance(TimeSpan.FromSeconds(1));

        Connect(table, "192.0.2.3");

        (core.IsEnded, silent.IsEnded).ShouldBe((false, true));
    }

    /// <summary>What it sent may be on its way; who has said one thing and waits since then must not have its place for ever instead.</summary>
    [Theory]
    [InlineData(1_000)] // all but the newcomer are idle
    [InlineData(50)] // nobody is
    public async Task Who_has_just_come_stays_before_who_said_something_once(int waited)
    {
        var table = Table(most: 20);
        for (var number = 0; number < 20; number++)
        {
            var once = Connect(table, $"192.0.2.{number}");
            await once.SayAsync("GET");
            once.Wait();
        }

        _clock.Advance(TimeSpan.FromMilliseconds(waited));
        var core = Connect(table, "198.51.100.1");
        for (var number = 0; number < 10; number++)
        {
            Connect(table, $"203.0.113.{number}");
        }

        core.IsEnded.ShouldBeFalse();
    }

    /// <summary>Between two requests of a busy connection there is a moment.</summary>
    [Fact]
    public async Task A_moment_after_a_request_is_not_idle()
    {
        var table = Table(most: 3);
        var callers = new List<Caller>();
        foreach (var address in (string[])["192.0.2.1", "192.0.2.2", "192.0.2.3"])
        {
            callers.Add(Connect(table, address));
            await callers[^1].SayAsync("GET");
            callers[^1].Wait();
        }

        _clock.Advance(TimeSpan.FromSeconds(2));
        await callers[0].SayAsync("GET"); // the eldest has just been answered again
        callers[0].Wait();

        Connect(table, "192.0.2.4");
        Connect(table, "192.0.2.5");

        callers.Select(caller => caller.IsEnded).ShouldBe([false, true, true]); // the eldest said something just now
    }

    /// <summary>Or one that sends a byte now and then would have its place for ever.</summary>
    [Fact]
    public async Task Where_nobody_is_idle_who_waits_longest_gives_way()
    {
        var table = Table(most: 1);
        var first = Connect(table, "192.0.2.1");
        await first.SayAsync("GET");
        first.Wait();

        Connect(table, "192.0.2.2");

        first.IsEnded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)] // one /64
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("10.0.0.7", "10.0.0.7", false)] // a trusted proxy
    [InlineData("10.0.0.7", "::ffff:10.0.0.7", false)]
    public void An_address_that_has_its_share_makes_room_among_its_own(string first, string second, bool givesWay)
    {
        var table = Table(most: 10, mostPerAddress: 1);
        var earlier = Connect(table, first);

        Connect(table, second);

        earlier.IsEnded.ShouldBe(givesWay);
    }

    [Fact]
    public async Task An_address_whose_whole_share_is_in_work_gets_no_more_and_others_do()
    {
        var table = Table(most: 10, mostPerAddress: 2);
        for (var busy = 0; busy < 2; busy++)
        {
            await Connect(table, "192.0.2.1").SayAsync("GET");
        }

        table.TryAdd(new Caller(table, "192.0.2.1", _clock).Tracked).ShouldBeFalse();
        table.TryAdd(new Caller(table, "192.0.2.2", _clock).Tracked).ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_is_accepted_while_all_are_in_work()
    {
        var table = Table(most: 1);
        var busy = Connect(table, "192.0.2.1");
        await busy.SayAsync("GET");
        var late = Connect(table, "192.0.2.2");
        await late.SayAsync("GET");

        var room = table.RoomAsync(TestContext.Current.CancellationToken).AsTask();
        room.IsCompleted.ShouldBeFalse();
        await busy.Tracked.DisposeAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));

        await room;
    }

    [Theory]
    [InlineData(400, 8)] // the fewest
    [InlineData(1_024, 304)]
    [InlineData(20_000, 8_192)]
    [InlineData(1_048_576, 8_192)]
    [InlineData(null, 1_840)]
    public void No_more_than_half_of_the_files_it_does_not_need_itself_are_for_connections(int? limit, int most) => OpenFiles.SafeConnections(limit).ShouldBe(most);

    [Theory]
    [InlineData(256, 10, 12, 12, 10)]
    [InlineData(256, 24, 12, 12, 11)] // a setting that was good stays so
    [InlineData(64, 24, 76, 64, 24)]
    public void Few_files_leave_few_calls_and_no_wrong_settings(int concurrency, int ofTenant, int safe, int expected, int expectedOfTenant)
    {
        var relay = new SmsBridge.Relay.RelayOptions { Concurrency = concurrency, TenantConcurrency = ofTenant };

        SmsBridge.Hosting.HostingSetup.KeepWithin(safe, relay);

        (relay.Concurrency, relay.TenantConcurrency).ShouldBe((expected, expectedOfTenant));
    }

    [Theory]
    [InlineData(512, 12)]
    [InlineData(1_024, 76)]
    [InlineData(20_000, 2_448)]
    [InlineData(null, 460)]
    public void Calls_have_the_other_half(int? limit, int most) => OpenFiles.SafeCalls(limit).ShouldBe(most);

    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 524_288L)]
    [InlineData("Max open files            256                  256                  files     ", 256L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             1                    2                    processes ", null)]
    public void The_hard_limit_counts(string line, long? limit) => OpenFiles.LimitIn(["Limit                     Soft Limit           Hard Limit           Units     ", line]).ShouldBe(limit);

    [Fact]
    public void A_limit_the_program_itself_has_no_room_in_is_said_in_one_line() =>
        Should.Throw<SmsBridge.Hosting.WrongSettingException>(() => OpenFiles.Check(400)).Message.ShouldContain("LimitNOFILE");

    private ConnectionTable Table(int most, int mostPerAddress = 100) =>
        new(most, mostPerAddress, address => ClientNetwork.Plain(address).Equals(Proxy), _clock, NullLogger<ConnectionTable>.Instance);

    private Caller Connect(ConnectionTable table, string address)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var caller = new Caller(table, address, _clock);
        table.TryAdd(caller.Tracked).ShouldBeTrue();
        return caller;
    }

    /// <summary>Both ends of a connection.</summary>
#pragma warning disable CA1001 // Memory only, no socket: the tests end it by the table.
    private sealed class Caller
#pragma warning restore CA1001
    {
        private readonly Pipe _sent = new();
        private readonly AbortableContext _context;
        private Task<ReadResult>? _pending;

        public Caller(ConnectionTable table, string address, TimeProvider time)
        {
            _context = new AbortableContext(new Ends(_sent.Reader, new Pipe().Writer)) { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 40_000) };
            Tracked = new TrackedConnection(_context, table, time);
        }

        public TrackedConnection Tracked { get; }

        public bool IsEnded => _context.IsEnded;

        /// <summary>Sends bytes, which the server reads and works on.</summary>
        public async Task SayAsync(string text)
        {
            await _sent.Writer.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
            var read = await (_pending ?? Tracked.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask());
            _pending = null;
            Tracked.Transport.Input.AdvanceTo(read.Buffer.End);
        }

        /// <summary>The server has answered and waits for the next request.</summary>
        public void Wait() => _pending = Tracked.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask();
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class AbortableContext(IDuplexPipe ends) : DefaultConnectionContext("1", ends, ends)
    {
        public bool IsEnded { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsEnded = true;
    }
}
