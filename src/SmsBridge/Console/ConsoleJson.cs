using System.Text.Json.Serialization;
using SmsBridge.Alarms;
using SmsBridge.Console.Api;
using SmsBridge.Doctor;
using SmsBridge.Gaps;
using SmsBridge.Holding;
using SmsBridge.Holding.Consents;
using SmsBridge.Holding.Digests;
using SmsBridge.Holding.Spending;
using SmsBridge.Insight.ClientRecords;
using SmsBridge.Partners.Notices.Resends;
using SmsBridge.Privacy;
using SmsBridge.Privacy.Retention;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Web;

namespace SmsBridge.Console;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(MessageDetail))]
[JsonSerializable(typeof(ActRequest))]
[JsonSerializable(typeof(Revealed))]
[JsonSerializable(typeof(Acted))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(BulkRequest))]
[JsonSerializable(typeof(BulkPlanView))]
[JsonSerializable(typeof(BulkRunView))]
[JsonSerializable(typeof(DoneView))]
[JsonSerializable(typeof(SecretView))]
[JsonSerializable(typeof(StartedView))]
[JsonSerializable(typeof(TenantSummaryList))]
[JsonSerializable(typeof(TenantSummary))]
[JsonSerializable(typeof(DoctorView))]
[JsonSerializable(typeof(CheckView))]
[JsonSerializable(typeof(EventsView))]
[JsonSerializable(typeof(ParkedListView))]
[JsonSerializable(typeof(AuditPageView))]
[JsonSerializable(typeof(OperatorListAnswer))]
[JsonSerializable(typeof(NewOperatorRequest))]
[JsonSerializable(typeof(OperatorChangeRequest))]
[JsonSerializable(typeof(PauseRequest))]
[JsonSerializable(typeof(OptInRequest))]
[JsonSerializable(typeof(SettingsView))]
[JsonSerializable(typeof(OptOutList))]
[JsonSerializable(typeof(AccountView))]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(SessionListView))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(TestSmsRequest))]
[JsonSerializable(typeof(SettingsRequest))]
[JsonSerializable(typeof(ProgramKeyRequest))]
[JsonSerializable(typeof(ProgramKeyListView))]
[JsonSerializable(typeof(GapListView))]
[JsonSerializable(typeof(GapRuleRequest))]
[JsonSerializable(typeof(SurgeView))]
[JsonSerializable(typeof(SurgeRuleRequest))]
[JsonSerializable(typeof(SpendView))]
[JsonSerializable(typeof(SpendCapRequest))]
[JsonSerializable(typeof(ConsentView))]
[JsonSerializable(typeof(ConsentNumberView))]
[JsonSerializable(typeof(ConsentRuleRequest))]
[JsonSerializable(typeof(ConsentRequest))]
[JsonSerializable(typeof(ConsentFindRequest))]
[JsonSerializable(typeof(DigestView))]
[JsonSerializable(typeof(DigestRequest))]
[JsonSerializable(typeof(DigestTextRequest))]
[JsonSerializable(typeof(ImportPausesView))]
[JsonSerializable(typeof(ImportPauseRequest))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(SchedulePreviewView))]
[JsonSerializable(typeof(CoreReportListView))]
[JsonSerializable(typeof(CostsView))]
[JsonSerializable(typeof(CoreReportRequest))]
[JsonSerializable(typeof(CoreReportPreviewView))]
[JsonSerializable(typeof(PartnerSummaryList))]
[JsonSerializable(typeof(PartnerDetail))]
[JsonSerializable(typeof(DeliveryListView))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(SignatureAnswer))]
[JsonSerializable(typeof(NewPartnerRequest))]
[JsonSerializable(typeof(SubscriptionFormRequest))]
[JsonSerializable(typeof(ReceivedNoticeRequest))]
[JsonSerializable(typeof(NoticeResendRequest))]
[JsonSerializable(typeof(NoticeResendPlanView))]
[JsonSerializable(typeof(NoticeResendView))]
[JsonSerializable(typeof(NoticeResendListView))]
[JsonSerializable(typeof(PartnerTenantsRequest))]
[JsonSerializable(typeof(RecoverRequest))]
[JsonSerializable(typeof(SignatureRequest))]
[JsonSerializable(typeof(AlarmReceiversView))]
[JsonSerializable(typeof(EraseRequest))]
[JsonSerializable(typeof(ErasureView))]
[JsonSerializable(typeof(RetentionView))]
[JsonSerializable(typeof(RetentionRequest))]
[JsonSerializable(typeof(ClientExport))]
internal sealed partial class ConsoleJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static ConsoleJson Readable => field ??= new ConsoleJson(JsonAnswers.Readable(Default.Options));
}
