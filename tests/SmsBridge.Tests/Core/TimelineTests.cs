using System.Text;
using SmsBridge.Core;

namespace SmsBridge.Tests.Core;

/// <summary>The days of a client's life decide about age alone: one that can not be read keeps nobody from being told.</summary>
public class TimelineTests
{
    [Theory]
    [InlineData("[2026,11,1]", true)]
    [InlineData("[2026,11,1,10,30]", true)]
    [InlineData("\"2026-11-01T00:00:00\"", true)]
    [InlineData("null", false)]
    [InlineData("\"soon\"", false)]
    [InlineData("[2026,13,1]", false)]
    [InlineData("[2026,\"x\",[1],{\"a\":2}]", false)]
    [InlineData("{\"year\":[2026]}", false)]
    [InlineData("1793491200000", false)]
    public void A_day_is_read_or_is_none(string json, bool isDay)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"id":7,"displayName":"Jane","timeline":{"submittedOnDate":{{json}},"activatedOnDate":[2026,11,2]},"mobileNo":"0712345678"}""");

        var client = CoreReader.ReadClient(body, 7).ShouldBeOfType<CoreResult<ClientFacts>.Found>().Value;

        client.MobileNo.ShouldBe("0712345678");
        client.Timeline.ShouldNotBeNull().Submitted.ShouldBe(isDay ? new DateOnly(2026, 11, 1) : null);
        client.Timeline.Activated.ShouldBe(new DateOnly(2026, 11, 2));
    }

    /// <summary>The date of a payment is part of what is told.</summary>
    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("[2026,13,1]")]
    [InlineData("[2026,\"x\",1]")]
    [InlineData("{\"year\":2026}")]
    public void The_date_of_a_transaction_must_be_one(string json) =>
        CoreReader.ReadTransaction(Encoding.UTF8.GetBytes($$"""{"id":9,"amount":5,"currency":{"code":"KES"},"date":{{json}}}"""), 9).ShouldBeOfType<CoreResult<LoanTransactionFacts>.Misconfigured>();
}
