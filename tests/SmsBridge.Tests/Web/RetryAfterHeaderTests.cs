using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Tests.Gateways.Twilio;
using SmsBridge.Tests.Support;
using SmsBridge.Web;

namespace SmsBridge.Tests.Web;

/// <summary>One reader for whoever asks us to wait: Twilio, a core, a partner.</summary>
public class RetryAfterHeaderTests
{
    private static readonly HandClock Clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, int?> Wishes => new()
    {
        { "0", 0 }, { "7", 7 }, { " 7 ", 7 }, { "007", 7 }, { "86400", 86_400 }, { "86401", 86_400 },
        { "2147483647", 86_400 }, { "2147483648", 86_400 }, { "9999999999", 86_400 }, { new string('9', 200), 86_400 },
        { "Sat, 21 Nov 2026 12:00:30 GMT", 30 }, { "Saturday, 21-Nov-26 12:00:30 GMT", 30 }, { "Sat, 21 Nov 2026 11:00:00 GMT", 0 },
        { "Thu, 01 Jan 1970 00:00:00 GMT", 0 }, { "Fri, 31 Dec 9999 23:59:59 GMT", 86_400 }, { "Mon, 21 Nov 2050 12:00:00 GMT", 86_400 },
        { "-1", null }, { "-9999999999", null }, { "1.5", null }, { "1e9", null }, { "0x10", null }, { "soon", null }, { "", null }, { "٣", null },
    };

    [Theory]
    [MemberData(nameof(Wishes))]
    public void A_wish_is_read_and_never_longer_than_a_day(string text, int? seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", text);

        RetryAfterHeader.Of(response.Headers, Clock).ShouldBe(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
    }

    [Fact]
    public void Without_the_header_nothing_is_asked()
    {
        using var response = new HttpResponseMessage();

        RetryAfterHeader.Of(response.Headers, Clock).ShouldBeNull();
    }

    [Fact]
    public async Task A_core_is_read_so_and_told_who_asks()
    {
        using var answers = new CannedAnswers(503, "{}", "application/json", ("Retry-After", "9999999999"));
        using var wire = new CoreWire(answers, Options.Create(new CoreOptions()), Clock);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://core.example/clients/7");

        var answer = await wire.SendAsync(request, "default", bounds: null, Token);

        answer.Result.ShouldBeOfType<CoreResult<ReadOnlyMemory<byte>>.Unavailable>().RetryAfter.ShouldBe(RetryAfterHeader.Longest);
        answers.Asked.ShouldHaveSingleItem().UserAgent.ShouldMatch("^SmsBridge/[0-9]+[.][0-9]+[.][0-9]+$");
    }

    [Fact]
    public async Task A_partner_is_read_so_and_told_who_asks()
    {
        using var answers = new CannedAnswers(503, "busy", "text/plain", ("Retry-After", "9999999999"));
        var poster = new WebhookPoster(answers, Options.Create(new NoticeOptions()), Clock);
        var notification = new DueNotification { Id = 1, DueAt = 0, EventId = 1, WebhookId = "msg_1", Body = [], Attempts = 0, Tries = 0 };

        var result = await poster.PostAsync(new PostTarget(new Uri("http://partner.example.org/"), []), notification, Token);

        result.RetryAfter.ShouldBe(RetryAfterHeader.Longest);
        answers.Asked.ShouldHaveSingleItem().UserAgent.ShouldBe(Product.UserAgent);
    }
}
