using SmsBridge.Tests.EndToEnd;
using Xunit.Sdk;
using Xunit.v3;

namespace SmsBridge.Tests.Support;

/// <summary>What takes longest begins first: last, it would keep one core busy for minutes while the other has nothing to do.</summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>Names, or parts of the names, of those that take more than half a minute, as measured.</summary>
    private static readonly string[] Longest = [BridgeProcesses.Name, "AccessibilityTests", "RoleStoryTests", "ManyMessagesTests", "KafkaSourceTests"];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(static collection => Array.FindIndex(Longest, part => collection.TestCollectionDisplayName.Contains(part, StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length)];
}
