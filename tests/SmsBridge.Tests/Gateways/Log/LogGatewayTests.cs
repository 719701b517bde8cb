using Microsoft.Extensions.Logging;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Log;
using SmsBridge.Numbers;

namespace SmsBridge.Tests.Gateways.Log;

public class LogGatewayTests
{
    private static readonly OutgoingSms Sms = new(
        42, new SenderAccount("log", "any", "secret-token", "any"), Msisdn.FromE164("+254712345678"), "Habari\nyako", StatusCallback: null);

    [Fact]
    public async Task A_message_becomes_one_line_with_the_number_masked()
    {
        var logger = new LinesLogger();

        await new LogGateway(logger).SendAsync(Sms, Token);

        var line = logger.Lines.ShouldHaveSingleItem();
        line.ShouldContain("Habari yako");
        line.ShouldContain(Sms.To.Masked);
        line.ShouldNotContain("254712345678");
        line.ShouldNotContain("secret-token");
    }

    [Fact]
    public async Task A_two_factor_code_is_not_written()
    {
        var logger = new LinesLogger();

        await new LogGateway(logger).SendAsync(Sms with { IsCode = true }, Token);

        logger.Lines.ShouldHaveSingleItem().ShouldNotContain("Habari");
    }

    [Fact]
    public async Task The_same_message_has_the_same_id_every_time()
    {
        var gateway = new LogGateway(new LinesLogger());

        var first = await gateway.SendAsync(Sms, Token);
        var other = await gateway.SendAsync(Sms with { MessageId = 43 }, Token);

        first.ShouldBe(new SendResult.Accepted("LOG0000000000000000000000000000002a", "sent"));
        (await gateway.SendAsync(Sms, Token)).ShouldBe(first);
        other.ShouldNotBe(first);
    }

    [Fact]
    public async Task It_knows_nothing_and_trusts_everybody()
    {
        var gateway = new LogGateway(new LinesLogger());

        (await gateway.FindAsync(new DoubtfulSms(Sms.Account, Sms.Reference, Sms.To, DateTimeOffset.UnixEpoch), Token)).ShouldBeOfType<ProviderSearch.Listed>().Messages.ShouldBeEmpty();
        (await gateway.VerifyAsync(Sms.Account, Token)).ShouldBeOfType<AccountCheck.Verified>();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private sealed class LinesLogger : ILogger<LogGateway>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
