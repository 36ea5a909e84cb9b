using EdgeResNet.EdgeApp.Overlay;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>What the page's viewers want of a moment; holds its pictures.</summary>
/// <param name="Drawn">The picture with the HUD, if wanted.</param>
/// <param name="Plain">A copy of the source's picture, if wanted.</param>
/// <param name="Width">Width of the picture with the HUD: that of a small source is enlarged.</param>
internal readonly record struct WebPictures(SharedPicture? Drawn, SharedPicture? Plain, int Width)
{
    /// <summary>Lets the pictures go.</summary>
    public void Release()
    {
        Drawn?.Release();
        Plain?.Release();
    }
}
