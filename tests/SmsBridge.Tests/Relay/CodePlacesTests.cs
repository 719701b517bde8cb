using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>What two-factor codes of one tenant may take, in however many claims.</summary>
public sealed class CodePlacesTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public void Codes_of_one_tenant_that_are_in_work_leave_places_to_the_others()
    {
        var room = app.Services.GetRequiredService<RelayRoom>();
        var before = Lane(room);
        var codes = Enumerable.Range(1, before.Places).Select(index => Code(tenant: 901, index)).ToList();

        codes.ForEach(code => room.Take(code)); // also those that came with the other texts

        var lane = Lane(room);
        lane.Places.ShouldBe(before.Places - CodeLane.OfTenant);
        lane.RoomOf(901).ShouldBe(0);
        lane.RoomOf(902).ShouldBe(CodeLane.OfTenant);

        codes.ForEach(code => room.Leave(code, unused: null));
        (Lane(room).Places, Lane(room).RoomOf(901)).ShouldBe((before.Places, CodeLane.OfTenant));
    }

    private static CodeLane Lane(RelayRoom room) => room.Claim(always: true)!.Codes!;

    private static ClaimedMessage.Code Code(long tenant, long number) => new(
        new ClaimedRow { EventId = 9_000_000 + number, TenantId = tenant, TypeId = EventTypeCodes.SmsCodeCode, Status = MessageStatus.Queued }, Some.Mobile, "sealed");
}
