// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QSvgRenderer>
#include <QToolTip>

#include <array>

// The icons live in a static library: nobody would pull their initialiser in. Outside any namespace, as Qt wants it.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace widelens {

using namespace Qt::StringLiterals;

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128;
}

struct Colours {
    QRgb window, base, alternate, text, button, mid, dim, highlight, highlightedText, link;
};

static QPalette makePalette(const Colours &c)
{
    QPalette palette(QColor::fromRgb(c.button), QColor::fromRgb(c.window));
    const std::pair<QPalette::ColorRole, QRgb> roles[] = {
        { QPalette::Window, c.window }, { QPalette::Base, c.base }, { QPalette::AlternateBase, c.alternate },
        { QPalette::Text, c.text }, { QPalette::WindowText, c.text }, { QPalette::ButtonText, c.text },
        { QPalette::BrightText, c.text }, { QPalette::ToolTipBase, c.alternate }, { QPalette::ToolTipText, c.text },
        { QPalette::Button, c.button }, { QPalette::Mid, c.mid }, { QPalette::PlaceholderText, c.dim },
        { QPalette::Highlight, c.highlight }, { QPalette::HighlightedText, c.highlightedText }, { QPalette::Link, c.link },
    };
    for (const auto &[role, rgb] : roles)
        palette.setColor(role, QColor::fromRgb(rgb));
    for (const QPalette::ColorRole role : { QPalette::Text, QPalette::WindowText, QPalette::ButtonText })
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(c.dim));
    return palette;
}

QPalette lightPalette()
{
    return makePalette({ 0xf3f4f6, 0xffffff, 0xf7f8fa, 0x1f2328, 0xf0f1f3, 0xc3c8ce, 0x6b727a, 0xcfe3fa, 0x10161c, 0x0b5cad });
}

QPalette darkPalette()
{
    return makePalette({ 0x22262b, 0x1a1d21, 0x1f2327, 0xd9dde2, 0x2c3137, 0x454b53, 0x8c949d, 0x244a72, 0xf2f5f8, 0x7ab7f5 });
}

// Fusion draws the frames of boxes to tick in a darker shade of the window: on dark ones nobody would see them.
class FramedFusion : public QProxyStyle
{
public:
    explicit FramedFusion(const QPalette &palette) : QProxyStyle(QStyleFactory::create(u"Fusion"_s)), m_palette(palette) {}

    // Those of panels' titles are hardly seen on dark ones, either.
    QIcon standardIcon(StandardPixmap pixmap, const QStyleOption *option, const QWidget *widget) const override
    {
        if (pixmap == SP_TitleBarCloseButton || pixmap == SP_DockWidgetCloseButton)
            return themedIcon(u"close"_s, m_palette);
        if (pixmap == SP_TitleBarNormalButton)
            return themedIcon(u"float"_s, m_palette);
        return QProxyStyle::standardIcon(pixmap, option, widget);
    }

    // Icons on buttons that say in words what they do are dark on dark.
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *answer) const override
    {
        return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, answer);
    }

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        if (metric == PM_DockWidgetTitleBarButtonMargin)
            return 2;
        return QProxyStyle::pixelMetric(metric, option, widget);
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        if (element == PE_FrameFocusRect) {
            drawFocus(painter, *option);
            return;
        }
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool isPressed = element == PE_PanelButtonCommand && option->state & State_KeyboardFocusChange;
        if ((element == PE_FrameLineEdit || isPressed) && option->state & State_HasFocus)
            drawFocus(painter, *option);
        const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
        if (!isBox || !isDark(option->palette))
            return;
        painter->save();
        painter->setPen(dimColour(option->palette));
        painter->drawRect(QRect(option->rect).adjusted(0, 0, -1, -1));
        painter->restore();
    }

    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const override
    {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        if ((control == CC_ComboBox || control == CC_SpinBox) && option->state & State_HasFocus)
            drawFocus(painter, *option);
    }

private:
    // The style's own is a shade of the highlight, which on dark ones is hardly seen.
    static void drawFocus(QPainter *painter, const QStyleOption &option)
    {
        painter->save();
        painter->setBrush(Qt::NoBrush);
        painter->setPen(option.palette.color(QPalette::Link));
        painter->drawRect(QRect(option.rect).adjusted(0, 0, -1, -1));
        painter->restore();
    }

    QPalette m_palette; // of icons that are asked for before the widgets have it
};

void applyTheme(ThemeMode mode)
{
    static const bool systemIsDark = isDark(QApplication::palette()); // before we set one
    const bool dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && systemIsDark);
    const QPalette palette = dark ? darkPalette() : lightPalette();
    QApplication::setStyle(new FramedFusion(palette));
    QApplication::setPalette(palette);
    QToolTip::setPalette(QApplication::palette());
}

QColor levelColour(LevelClass level, const QPalette &palette)
{
    const bool dark = isDark(palette);
    switch (level) {
    case LevelClass::Error:
        return QColor::fromRgb(dark ? 0xff8f8a : 0xb3191f);
    case LevelClass::Warning:
        return QColor::fromRgb(dark ? 0xf0b84a : 0x8a5200);
    case LevelClass::Quiet:
        return dimColour(palette);
    default:
        return palette.color(QPalette::Text);
    }
}

QColor levelTint(LevelClass level, const QPalette &palette)
{
    const bool dark = isDark(palette);
    if (level == LevelClass::Error)
        return QColor::fromRgb(dark ? 0x3a2224 : 0xfdeceb);
    if (level == LevelClass::Warning)
        return QColor::fromRgb(dark ? 0x352c1b : 0xfdf4e0);
    return {};
}

QColor matchColour(const QPalette &palette)
{
    return QColor::fromRgb(isDark(palette) ? 0x7a5a00 : 0xffd75e);
}

QColor matchMarkColour(const QPalette &palette)
{
    return QColor::fromRgb(isDark(palette) ? 0x4aa8e0 : 0x0072b2);
}

QColor dimColour(const QPalette &palette)
{
    return palette.color(QPalette::Disabled, QPalette::Text);
}

QColor seriesColour(size_t i, bool dark)
{
    static constexpr std::array<QRgb, 8> onLight { 0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x8a6d00, 0x56b4e9, 0x5e3c99, 0x4d4d4d };
    static constexpr std::array<QRgb, 8> onDark { 0x4aa8e0, 0xf08a3c, 0x2fc79b, 0xe39cc4, 0xe0c341, 0x8fd0f5, 0xb29bdc, 0xbdbdbd };
    const QColor colour = QColor::fromRgb((dark ? onDark : onLight)[i % onLight.size()]);
    const size_t round = i / onLight.size();
    return round == 0 ? colour : (dark ? colour.darker(100 + 25 * static_cast<int>(round % 4)) : colour.lighter(100 + 25 * static_cast<int>(round % 4)));
}

QPen seriesPen(const QColor &colour, size_t mark, double width)
{
    QPen pen(colour, width);
    static const std::array<QList<qreal>, 5> dashes { { {}, { 6, 2.5 }, { 1.5, 2 }, { 8, 2, 1.5, 2 }, { 3, 1.5 } } };
    if (const QList<qreal> &pattern = dashes[mark / 8 % dashes.size()]; !pattern.isEmpty())
        pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

// On top of the colour itself: an area covers those behind it.
QBrush areaBrush(const QColor &colour, size_t mark)
{
    constexpr int size = 8;
    const size_t texture = mark % 5;
    if (texture == 0)
        return colour;
    QPixmap tile(size, size);
    tile.fill(colour);
    QPainter painter(&tile);
    QColor ink = qGray(colour.rgb()) > 110 ? colour.darker(122) : colour.lighter(135);
    painter.setPen(QPen(ink, 1));
    switch (texture) {
    case 1: // rising
        painter.drawLine(0, size - 1, size - 1, 0);
        break;
    case 2: // dots
        painter.fillRect(1, 1, 2, 2, ink);
        painter.fillRect(5, 5, 2, 2, ink);
        break;
    case 3: // falling
        painter.drawLine(0, 0, size - 1, size - 1);
        break;
    default: // level
        painter.drawLine(0, 2, size - 1, 2);
        break;
    }
    return QBrush(tile);
}

QFont monospaceFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (!QFontInfo(font).fixedPitch())
        font.setFamily(u"DejaVu Sans Mono"_s);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

static QPixmap renderIcon(QByteArray svg, const QColor &colour, int size)
{
    svg.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

QIcon themedIcon(const QString &name, const QPalette &palette)
{
    initIcons();
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray svg = file.readAll();
    QIcon icon;
    for (const int size : { 16, 20, 32, 40, 64 }) {
        icon.addPixmap(renderIcon(svg, palette.color(QPalette::ButtonText), size));
        icon.addPixmap(renderIcon(svg, palette.color(QPalette::Disabled, QPalette::ButtonText), size), QIcon::Disabled);
    }
    return icon;
}

} // namespace widelens
