using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Tests.Support;
using SmsBridge.Web;

namespace SmsBridge.Tests.Core;

public sealed class CoreDialerTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestClock _clock = new();

    public CoreDialerTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Fact]
    public async Task Without_entries_a_name_that_leads_off_this_machine_is_not_dialled()
    {
        var dialer = Dialer(new CoreOptions { AllowThisMachine = true }, "192.0.2.1");

        await Should.ThrowAsync<AddressNotAllowedException>(
            async () => await dialer.DialAsync(new DnsEndPoint("localhost", Port), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_entries_only_the_loopback_addresses_of_a_name_are_dialled()
    {
        var dialer = Dialer(new CoreOptions { AllowThisMachine = true }, "192.0.2.1", "127.0.0.1", "10.0.0.1");

        await using var stream = await dialer.DialAsync(new DnsEndPoint("localhost", Port), TestContext.Current.CancellationToken);

        using var accepted = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        accepted.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_the_operator_named_is_dialled_wherever_it_is()
    {
        var dialer = Dialer(new CoreOptions { AllowedEndpoints = [$"http://core.example.org:{Port}"] }, "127.0.0.1");

        await using var stream = await dialer.DialAsync(new DnsEndPoint("core.example.org", Port), TestContext.Current.CancellationToken);

        stream.CanWrite.ShouldBeTrue();
    }

    [Fact]
    public async Task With_entries_a_host_they_do_not_name_is_not_dialled_even_on_this_machine()
    {
        var dialer = Dialer(new CoreOptions { AllowedEndpoints = ["https://core.example.org"] }, "127.0.0.1");

        await Should.ThrowAsync<AddressNotAllowedException>(
            async () => await dialer.DialAsync(new DnsEndPoint("localhost", Port), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task As_shipped_no_other_port_of_this_machine_is_dialled()
    {
        var dialer = Dialer(new CoreOptions(), "127.0.0.1");

        await Should.ThrowAsync<AddressNotAllowedException>(
            async () => await dialer.DialAsync(new DnsEndPoint("localhost", Port), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_address_that_refuses_is_followed_by_the_next()
    {
        var dialer = Dialer(new CoreOptions { AllowThisMachine = true }, "127.0.0.2", "127.0.0.1"); // the listener is on 127.0.0.1 alone

        await using var stream = await dialer.DialAsync(new DnsEndPoint("localhost", Port), TestContext.Current.CancellationToken);

        stream.CanWrite.ShouldBeTrue();
    }

    [Theory]
    [InlineData("127.0.0.2", "127.0.0.1")]
    [InlineData("127.0.0.2", "127.0.0.3", "127.0.0.1")] // refused at once between the two: the next does not wait
    public async Task An_address_that_does_not_answer_is_not_waited_for(params string[] addresses)
    {
        await using var hole = await BlackHole.OpenAsync(IPAddress.Parse("127.0.0.2"), Port);

        var dial = Dialer(new CoreOptions { AllowThisMachine = true }, addresses).DialAsync(new DnsEndPoint("localhost", Port), TestContext.Current.CancellationToken).AsTask();
        dial.IsCompleted.ShouldBeFalse();
        _clock.Advance(AddressDialer.Stagger);

        await using var stream = await dial;
        using var accepted = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        accepted.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task When_no_address_answers_the_last_failure_is_told()
    {
        var dialer = Dialer(new CoreOptions { AllowThisMachine = true }, "127.0.0.2", "127.0.0.3");

        (await Should.ThrowAsync<SocketException>(async () => await dialer.DialAsync(new DnsEndPoint("localhost", Port), TestContext.Current.CancellationToken)))
            .SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    public void Dispose() => _listener.Dispose();

    private CoreDialer Dialer(CoreOptions options, params string[] addresses) =>
        new(
            new CoreEndpoints(Options.Create(options)),
            (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()),
            _clock,
            NullLogger<CoreDialer>.Instance);
}
