using EdgeResNet.EdgeApp.Sinks.Web;

namespace EdgeResNet.EdgeApp.Studio.Page;

/// <summary>The page where a camera is taught.</summary>
internal static class StudioPage
{
    /// <summary>The page, with the live view in it.</summary>
    public static EmbeddedPage Page { get; } = new("Studio/studio.html");
}
