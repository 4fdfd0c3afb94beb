// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/excerptview.h"

#include "views/theme.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

namespace widelens {

namespace {

// The numbers of the lines, beside the text.
class Gutter : public QWidget
{
public:
    explicit Gutter(ExcerptView *view) : QWidget(view), m_view(view) {}
    QSize sizeHint() const override { return { m_view->gutterWidth(), 0 }; }

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintGutter(event); }

private:
    ExcerptView *m_view;
};

} // namespace

ExcerptView::ExcerptView(const QString &name, QWidget *parent) : QPlainTextEdit(parent), m_gutter(new Gutter(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFont(monospaceFont());
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(name);
    setMinimumHeight(40);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
}

void ExcerptView::show(const Source &source, uint64_t offset, uint64_t length, uint64_t line)
{
    Source place; // its issues need not be copied
    place.filePath = source.filePath;
    place.spooled = source.spooled; // of a member of an archive
    auto work = [place, offset, length, line](const auto &) -> std::shared_ptr<const Excerpt> {
        return std::make_shared<Excerpt>(readExcerpt(place, offset, length, line));
    };
    m_task.start(this, work, [this](const std::shared_ptr<const Excerpt> &excerpt) { showExcerpt(excerpt); });
}

void ExcerptView::clearPlace(const QString &notice)
{
    m_task.cancel();
    m_excerpt.reset();
    setPlainText({});
    setPlaceholderText(notice);
    mark();
}

static QString textOf(const std::vector<std::string> &lines)
{
    QStringList texts;
    for (const std::string &line : lines)
        texts.append(QString::fromStdString(line));
    return texts.join(u'\n');
}

QString ExcerptView::placeText() const
{
    return m_excerpt ? textOf(m_excerpt->lines) : QString();
}

void ExcerptView::showExcerpt(std::shared_ptr<const Excerpt> excerpt)
{
    m_excerpt = std::move(excerpt);
    if (!m_excerpt->problem.empty()) {
        setPlaceholderText(QString::fromStdString(m_excerpt->problem));
        m_excerpt.reset();
        setPlainText({});
    } else {
        QStringList parts;
        for (const auto *lines : { &m_excerpt->before, &m_excerpt->lines, &m_excerpt->after }) {
            if (!lines->empty())
                parts.append(textOf(*lines));
        }
        setPlainText(parts.join(u'\n'));
    }
    mark();
    emit placeShown();
}

void ExcerptView::mark()
{
    setViewportMargins(m_excerpt ? gutterWidth() : 0, 0, 0, 0);
    m_gutter->setVisible(m_excerpt != nullptr);
    const int first = m_excerpt ? static_cast<int>(m_excerpt->before.size()) : 0;
    const int count = m_excerpt ? static_cast<int>(m_excerpt->lines.size()) : 0;
    QList<QTextEdit::ExtraSelection> selections;
    if (m_excerpt && !m_excerpt->before.empty()) { // what is around the place stands back
        QTextEdit::ExtraSelection around;
        around.format.setForeground(dimColour(palette()));
        around.cursor = QTextCursor(document()->firstBlock());
        around.cursor.movePosition(QTextCursor::NextBlock, QTextCursor::KeepAnchor, first);
        selections.append(around);
    }
    if (m_excerpt && !m_excerpt->after.empty()) {
        QTextEdit::ExtraSelection around;
        around.format.setForeground(dimColour(palette()));
        around.cursor = QTextCursor(document()->findBlockByNumber(first + count));
        around.cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
        selections.append(around);
    }
    setExtraSelections(selections);
    if (m_excerpt) { // two lines above it are seen too
        setTextCursor(QTextCursor(document()->findBlockByNumber(first)));
        verticalScrollBar()->setValue(document()->findBlockByNumber(std::max(first - 2, 0)).firstLineNumber());
    }
    m_gutter->update();
}

// --- numbers

int ExcerptView::gutterWidth() const
{
    const uint64_t last = m_excerpt ? m_excerpt->firstLine + m_excerpt->before.size() + m_excerpt->lines.size() + m_excerpt->after.size() : 0;
    return fontMetrics().horizontalAdvance(QString::number(last)) + 14;
}

void ExcerptView::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), palette().color(QPalette::AlternateBase));
    if (!m_excerpt)
        return;
    painter.setFont(font());
    const int first = static_cast<int>(m_excerpt->before.size());
    const int end = first + static_cast<int>(m_excerpt->lines.size());
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
        if (rect.top() > event->rect().bottom())
            break;
        const bool isPlace = block.blockNumber() >= first && block.blockNumber() < end;
        if (isPlace)
            painter.fillRect(QRectF(0, rect.top(), 4, rect.height()), palette().color(QPalette::Link));
        painter.setPen(isPlace ? palette().color(QPalette::Text) : dimColour(palette()));
        if (m_excerpt->firstLine > 0) {
            const QRectF line(0, rect.top(), m_gutter->width() - 5, fontMetrics().height());
            painter.drawText(line, Qt::AlignRight, QString::number(m_excerpt->firstLine + static_cast<uint64_t>(block.blockNumber())));
        }
    }
}

void ExcerptView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top(), gutterWidth(), inside.height());
}

void ExcerptView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        mark();
}

} // namespace widelens
