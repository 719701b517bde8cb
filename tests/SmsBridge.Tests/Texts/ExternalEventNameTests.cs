using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Texts;

/// <summary>External events in the catalogue: each leads to one kind, and only where it names what makes the kind's hook the only one.</summary>
public class ExternalEventNameTests
{
    [Fact]
    public void Each_leads_to_one_kind()
    {
        var named = EventCatalogue.All.Where(kind => kind.ExternalEvent is not null).ToList();

        named.Count.ShouldBeGreaterThan(20);
        named.Select(kind => kind.ExternalEvent).ShouldBeUnique(StringComparer.Ordinal);
        named.ShouldAllBe(kind => EventCatalogue.FindExternal(kind.ExternalEvent!) == kind);
        EventCatalogue.FindExternal("LoanBalanceChanged").ShouldBeNull();
    }

    [Fact]
    public void A_kind_without_a_key_comes_by_hook_alone() =>
        EventCatalogue.All.Where(kind => kind.Key == EventKey.Body).ShouldAllBe(kind => kind.ExternalEvent == null);

    [Fact]
    public void A_kind_that_no_hook_tells_of_has_an_external_event() =>
        EventCatalogue.All.Where(kind => kind.IsEventOnly).ShouldAllBe(kind => kind.ExternalEvent != null);
}
