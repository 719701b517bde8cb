using SmsBridge.Console.Api;
using SmsBridge.Insight.MessageList;
using SmsBridge.Operators;

namespace SmsBridge.Tests.Console;

public class ExportAuditTests
{
    private static readonly List<ScopedTenant> Tenants = [.. Enumerable.Range(1, 60).Select(id => new ScopedTenant { Id = id, Identifier = $"t{id}" })];

    [Theory]
    [InlineData("0712345678", "masked?q=071234%2A678")]
    [InlineData("5678", "masked?q=5678")]
    public void No_whole_number_is_on_it(string query, string after)
    {
        Entries(MessageFilter.None with { Query = query }, 1).ShouldHaveSingleItem().After.ShouldBe(after);
    }

    [Fact]
    public void It_is_each_tenants_matter()
    {
        Entries(MessageFilter.None, 3).ConvertAll(entry => entry.TenantId).ShouldBe([1, 2, 3]);
        Entries(MessageFilter.None with { Tenant = "t2" }, 60).ConvertAll(entry => entry.TenantId).ShouldBe([2]);
        Entries(MessageFilter.None, 60).ConvertAll(entry => entry.TenantId).ShouldBe([null]);
    }

    private static List<AuditEntry> Entries(MessageFilter filter, int tenants) => MessageCsv.Entries(Actor.CommandLine, filter, Tenants[..tenants], isWhole: false);
}
