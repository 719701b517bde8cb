using Microsoft.Extensions.Options;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>What the poster makes of networks.</summary>
public class WebhookPosterTests
{
    [Fact]
    public async Task A_connection_reset_as_it_is_made_is_a_try_that_failed()
    {
        var poster = new WebhookPoster(new ResetConnection(), Options.Create(new NoticeOptions()), TimeProvider.System);
        var notification = new DueNotification { Id = 1, DueAt = 0, EventId = 1, WebhookId = "msg_1", Body = [], Attempts = 0, Tries = 0 };

        var result = await poster.PostAsync(new PostTarget(new Uri("http://partner.example.org/"), []), notification, TestContext.Current.CancellationToken);

        (result.IsSuccess, result.Status, result.Detail).ShouldBe((false, null, "The connection broke off."));
    }
}
